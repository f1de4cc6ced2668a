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

/** Reads one entry of {@code virtual-servers}, which may hold several ports, addresses or marks. */
public final class VirtualServerReader {
  private static final String IPV6 = "ipv6";
  private static final List<String> FAMILIES = List.of("ipv4", IPV6);
  private static final long LAST_MARK = 0xffff_ffffL;

  private final Mapping config;
  private final Vips vips;
  private final VirtualServiceReader service;
  private final List<RealServerRow> rows = new ArrayList<>();
  private final List<VirtualServiceSpec> servers = new ArrayList<>();
  private final List<VirtualServiceSpec.Marked> marked = new ArrayList<>();

  /**
   * @param method the method of real servers that name none
   */
  public VirtualServerReader(Mapping config, Forwarding method, Vips vips) {
    this.config = config;
    this.vips = vips;
    config.allow(ConfigKeys.VIRTUAL_SERVER);
    this.service = new VirtualServiceReader(config);
    if (config.has(ConfigKeys.REAL_SERVERS)) {
      for (Node server : config.at(ConfigKeys.REAL_SERVERS).items()) {
        rows.add(RealServerReader.read(server, method));
      }
    }
  }

  /** Returns the virtual servers of the entry; throws ConfigException. */
  public List<VirtualServiceSpec> read() {
    Mapping.Entry matched = matched();
    Node value = matched.value();
    List<Node> items = value.oneOrMore();
    if (items.isEmpty()) {
      throw value.place().wrong("is empty: list at least one, such as 80");
    }
    boolean marks = matched.key().equals(ConfigKeys.FWMARK);
    if (marks && config.has(ConfigKeys.MARK)) {
      throw config
          .at(ConfigKeys.MARK)
          .place()
          .wrong(
              "cannot be combined with \"fwmark\", which something else sets: remove one of them");
    }
    if (!marks && config.has(ConfigKeys.FAMILY)) {
      throw config
          .at(ConfigKeys.FAMILY)
          .place()
          .wrong("applies only to fwmark, because an address has a family already: remove it");
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
        byMark(new ServiceMatch.Mark(config.at(ConfigKeys.MARK).number(1, LAST_MARK), v6), mine);
      }
    }
    return servers;
  }

  /** Adds one virtual server for all packets that get the mark. */
  private void byMark(ServiceMatch.Mark mark, List<VirtualServiceSpec.Marked> packets) {
    Place place = config.at(ConfigKeys.MARK).place();
    Map<Endpoint, Place> places = new HashMap<>();
    List<RealServer> realServers = servers(mark, packets.get(0).onEachVip(), places);
    servers.add(
        new VirtualServiceSpec(
            service.matching(mark, place), realServers, places, false, packets, place));
  }

  private Mapping.Entry matched() {
    Optional<Mapping.Entry> first = Optional.empty();
    for (Mapping.Entry entry : config.entries()) {
      boolean matches = ConfigKeys.MATCHES.contains(entry.key());
      if (matches && first.isPresent()) {
        throw entry
            .place()
            .wrong(
                first.get().key()
                    + " and "
                    + entry.key()
                    + " are in one entry: write an entry for each");
      }
      first = matches ? Optional.of(entry) : first;
    }
    return first.orElseThrow(
        () ->
            config
                .place()
                .wrong(
                    "matches nothing: add one of "
                        + String.join(", ", ConfigKeys.MATCHES)
                        + ", such as tcp: 80"));
  }

  private boolean isV6(Place place) {
    if (config.has(ConfigKeys.FAMILY)) {
      return config.at(ConfigKeys.FAMILY).oneOf(FAMILIES).equals(IPV6);
    }
    long v6 = rows.stream().filter(RealServerRow::isV6).count();
    if (rows.isEmpty() || v6 > 0 && v6 < rows.size()) {
      throw place.wrong(
          "the real servers do not show the family: add \"family: ipv4\" or \"family: ipv6\"");
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
        throw item.place().wrong(endpoint.ip() + " is not one of the \"vips\" of this service");
      }
      add(new ServiceMatch.Listener(protocol, endpoint), false, item.place());
    } catch (IllegalArgumentException e) {
      throw item.place().wrong(e);
    }
  }

  private void onEachVip(Protocol protocol, int port, Place place) {
    if (vips.wholePrefix().isPresent()) {
      throw place.wrong(
          "a port alone cannot apply to the whole prefix "
              + vips.wholePrefix().get()
              + ": use ADDRESS:PORT, or fwmark for all of it");
    }
    for (boolean v6 : new boolean[] {false, true}) {
      Optional<Ip> first = vips.first(v6);
      if (first.isPresent()) {
        add(new ServiceMatch.Listener(protocol, new Endpoint(first.get(), port)), true, place);
      }
    }
  }

  private void add(ServiceMatch match, boolean onEachVip, Place place) {
    if (match instanceof ServiceMatch.Listener listener && config.has(ConfigKeys.MARK)) {
      if (listener.endpoint().port() == 0) {
        throw place.wrong("port 0 means every port: list the ports that get the mark");
      }
      marked.add(new VirtualServiceSpec.Marked(listener, onEachVip, place));
      return;
    }
    Map<Endpoint, Place> places = new HashMap<>();
    List<RealServer> realServers = servers(match, onEachVip, places);
    servers.add(
        new VirtualServiceSpec(
            service.matching(match, place), realServers, places, onEachVip, List.of(), place));
  }

  /**
   * Returns the real servers for a match. With VIPs of both families, a port takes only the real
   * servers of its own family, if there are any.
   */
  private List<RealServer> servers(
      ServiceMatch match, boolean onEachVip, Map<Endpoint, Place> places) {
    boolean sameFamilyOnly =
        onEachVip
            && vips.first(!match.isV6()).isPresent()
            && rows.stream().anyMatch(row -> row.isV6() == match.isV6());
    List<RealServer> mine = new ArrayList<>();
    for (RealServerRow row : rows) {
      if (sameFamilyOnly && row.isV6() != match.isV6()) {
        continue;
      }
      RealServer server = row.serving(match);
      Place first = places.putIfAbsent(server.endpoint(), row.place());
      if (first != null) {
        throw row.place().wrong(server.endpoint() + " is given twice, first at " + first);
      }
      mine.add(server);
    }
    return mine;
  }
}
