package io.lvsagent.profiles.config;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.Protocol;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.profiles.model.VirtualServiceSpec;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one entry of {@code virtual-servers}: one virtual server, or several that are alike. */
public final class VirtualServerReader {
  public static final String FWMARK = "fwmark";
  static final String MARK = "mark";
  public static final String FAMILY = "family";
  public static final String REAL_SERVERS = "real-servers";
  public static final List<String> MATCHES = List.of("tcp", "udp", "sctp", FWMARK);
  private static final List<String> KEYS = keys();
  private static final String IPV6 = "ipv6";
  private static final List<String> FAMILIES = List.of("ipv4", IPV6);
  private static final long LAST_MARK = 0xffff_ffffL;

  private final Mapping own;
  private final Vips vips;
  private final VirtualServiceReader service;
  private final List<RealServerRow> rows = new ArrayList<>();
  private final List<VirtualServiceSpec> servers = new ArrayList<>();
  private final List<VirtualServiceSpec.Marked> marked = new ArrayList<>();

  /**
   * @param method of real servers that name none
   */
  public VirtualServerReader(Mapping own, Forwarding method, Vips vips) {
    this.own = own;
    this.vips = vips;
    own.allow(KEYS);
    this.service = new VirtualServiceReader(own);
    if (own.has(REAL_SERVERS)) {
      for (Node server : own.at(REAL_SERVERS).items()) {
        rows.add(RealServerReader.read(server, method));
      }
    }
  }

  private static List<String> keys() {
    List<String> keys = new ArrayList<>(MATCHES);
    keys.add(MARK);
    keys.add(FAMILY);
    keys.addAll(VirtualServiceReader.KEYS);
    keys.add(REAL_SERVERS);
    return keys;
  }

  public List<VirtualServiceSpec> read() {
    Mapping.Entry matched = matched();
    Node value = matched.value();
    List<Node> items = value.oneOrMore();
    if (items.isEmpty()) {
      throw value.place().wrong("is empty: name at least one, such as 80");
    }
    boolean marks = matched.key().equals(FWMARK);
    if (marks && own.has(MARK)) {
      throw own.at(MARK).place().wrong("is set by us, and fwmark by somebody else: leave one out");
    }
    if (!marks && own.has(FAMILY)) {
      throw own.at(FAMILY).place().wrong("is for fwmark alone, an address has its own");
    }
    for (Node item : items) {
      if (marks) {
        ServiceMatch match = new ServiceMatch.Mark(item.number(1, LAST_MARK), isV6(item.place()));
        add(match, false, item.place());
      } else {
        Node name = new Node.Scalar(matched.place(), matched.key());
        listener(name.oneOf(List.of(Protocol.values())), item);
      }
    }
    for (boolean v6 : new boolean[] {false, true}) {
      List<VirtualServiceSpec.Marked> mine =
          marked.stream().filter(packets -> packets.match().isV6() == v6).toList();
      if (!mine.isEmpty()) {
        byMark(new ServiceMatch.Mark(own.at(MARK).number(1, LAST_MARK), v6), mine);
      }
    }
    return servers;
  }

  /** One for all packets that get the mark. */
  private void byMark(ServiceMatch.Mark mark, List<VirtualServiceSpec.Marked> packets) {
    Place place = own.at(MARK).place();
    Map<Endpoint, Place> places = new HashMap<>();
    List<RealServer> its = servers(mark, packets.get(0).onEachVip(), places);
    servers.add(
        new VirtualServiceSpec(service.of(mark, place), its, places, false, packets, place));
  }

  private Mapping.Entry matched() {
    Optional<Mapping.Entry> first = Optional.empty();
    for (Mapping.Entry entry : own.entries()) {
      boolean matches = MATCHES.contains(entry.key());
      if (matches && first.isPresent()) {
        throw entry
            .place()
            .wrong(
                entry.key() + " stands beside " + first.get().key() + ": write an entry for each");
      }
      first = matches ? Optional.of(entry) : first;
    }
    return first.orElseThrow(
        () -> own.place().wrong("has none of " + String.join(", ", MATCHES) + ", such as tcp: 80"));
  }

  private boolean isV6(Place place) {
    if (own.has(FAMILY)) {
      return own.at(FAMILY).oneOf(FAMILIES).equals(IPV6);
    }
    long v6 = rows.stream().filter(RealServerRow::isV6).count();
    if (rows.isEmpty() || v6 > 0 && v6 < rows.size()) {
      throw place.wrong("its real servers do not tell its family: add \"family: ipv4\", or ipv6");
    }
    return v6 > 0;
  }

  private void listener(Protocol protocol, Node item) {
    String text = item.text();
    try {
      if (text.indexOf(':') < 0 && text.indexOf('.') < 0) {
        onEachVip(protocol, Endpoint.port(text), item.place());
        return;
      }
      Endpoint endpoint = Endpoint.parse(text);
      if (!vips.has(endpoint.ip())) {
        throw item.place().wrong(endpoint.ip() + " is none of the \"vips\" of the service");
      }
      add(new ServiceMatch.Listener(protocol, endpoint), false, item.place());
    } catch (IllegalArgumentException e) {
      throw item.place().wrong(e);
    }
  }

  private void onEachVip(Protocol protocol, int port, Place place) {
    if (vips.wholePrefix().isPresent()) {
      throw place.wrong(
          vips.wholePrefix().get() + " is a whole prefix: use ADDRESS:PORT, or fwmark for all");
    }
    for (boolean v6 : new boolean[] {false, true}) {
      Optional<Ip> first = vips.first(v6);
      if (first.isPresent()) {
        add(new ServiceMatch.Listener(protocol, new Endpoint(first.get(), port)), true, place);
      }
    }
  }

  private void add(ServiceMatch match, boolean onEachVip, Place place) {
    if (match instanceof ServiceMatch.Listener listener && own.has(MARK)) {
      if (listener.endpoint().port() == 0) {
        throw place.wrong("port 0 stands for every port: name those that get the mark");
      }
      marked.add(new VirtualServiceSpec.Marked(listener, onEachVip, place));
      return;
    }
    Map<Endpoint, Place> places = new HashMap<>();
    List<RealServer> its = servers(match, onEachVip, places);
    servers.add(
        new VirtualServiceSpec(service.of(match, place), its, places, onEachVip, List.of(), place));
  }

  /** With VIPs of both families each has the real servers of its own, if there are any. */
  private List<RealServer> servers(
      ServiceMatch match, boolean onEachVip, Map<Endpoint, Place> places) {
    boolean apart =
        onEachVip
            && vips.first(!match.isV6()).isPresent()
            && rows.stream().anyMatch(row -> row.isV6() == match.isV6());
    List<RealServer> mine = new ArrayList<>();
    for (RealServerRow row : rows) {
      if (apart && row.isV6() != match.isV6()) {
        continue;
      }
      RealServer server = row.of(match);
      Place first = places.putIfAbsent(server.endpoint(), row.place());
      if (first != null) {
        throw row.place().wrong(server.endpoint() + " is given twice, first at " + first);
      }
      mine.add(server);
    }
    return mine;
  }
}
