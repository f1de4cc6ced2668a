package io.lvsagent.profiles.config;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.Protocol;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.profiles.model.VirtualServiceSpec;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Mistakes;
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
    Mistakes mistakes = new Mistakes();
    mistakes.check(() -> config.allow(ConfigKeys.VIRTUAL_SERVER));
    Optional<VirtualServiceReader> options = mistakes.in(() -> new VirtualServiceReader(config));
    if (config.has(ConfigKeys.REAL_SERVERS)) {
      for (Node server : config.at(ConfigKeys.REAL_SERVERS).items()) {
        mistakes.in(() -> RealServerReader.read(server, method)).ifPresent(rows::add);
      }
    }
    mistakes.throwIfAny();
    this.service = options.orElseThrow();
  }

  /** Returns the virtual servers of the entry; throws ConfigException. */
  public List<VirtualServiceSpec> read() {
    Mapping.Entry matched = matched();
    List<Node> items = matched.value().oneOrMore("list at least one, such as 80");
    boolean marks = matched.key().equals(ConfigKeys.FWMARK);
    if (marks && config.has(ConfigKeys.MARK)) {
      Node mark = config.at(ConfigKeys.MARK);
      throw mark.wrong(
          "cannot be combined with \"fwmark\", which something else sets: remove one of them");
    }
    if (!marks && config.has(ConfigKeys.FAMILY)) {
      Node family = config.at(ConfigKeys.FAMILY);
      throw family.wrong(
          "applies only to fwmark, because an address has a family already: remove it");
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
        Node mark = config.at(ConfigKeys.MARK);
        ServiceMatch match = new ServiceMatch.Mark(mark.number(1, LAST_MARK), v6);
        List<RealServerRow> real = rows(match, mine.get(0).onEachVip());
        add(match, real, false, mine, mark.place());
      }
    }
    return servers;
  }

  private Mapping.Entry matched() {
    List<Mapping.Entry> found = List.copyOf(config.only(ConfigKeys.MATCHES).entries());
    if (found.isEmpty()) {
      String matches = String.join(", ", ConfigKeys.MATCHES);
      throw config.wrong("matches nothing: add one of %s, such as tcp: 80", matches);
    }
    if (found.size() > 1) {
      Mapping.Entry second = found.get(1);
      throw second.wrong(
          "%s and %s are in one entry: write an entry for each", found.get(0).key(), second.key());
    }
    return found.get(0);
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
    if (text.indexOf(':') < 0 && text.indexOf('.') < 0) {
      onEachVip(protocol, item.parsed(Endpoint::port), item.place());
      return;
    }
    Endpoint endpoint = item.parsed(Endpoint::parse);
    item.refuseIf(
        vips.find(endpoint.ip()).isEmpty(),
        "%s is not one of the \"vips\" of this service",
        endpoint.ip());
    add(new ServiceMatch.Listener(protocol, endpoint), false, item.place());
  }

  private void onEachVip(Protocol protocol, int port, Place place) {
    if (vips.wholePrefix().isPresent()) {
      throw place.wrong(
          "a port alone cannot apply to the whole prefix %s: use ADDRESS:PORT, or fwmark for all of"
              + " it",
          vips.wholePrefix().get());
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
      place.refuseIf(
          listener.endpoint().port() == 0,
          "port 0 means every port: list the ports that get the mark");
      marked.add(new VirtualServiceSpec.Marked(listener, onEachVip, place));
    } else {
      add(match, rows(match, onEachVip), onEachVip, List.of(), place);
    }
  }

  private void add(
      ServiceMatch match,
      List<RealServerRow> rows,
      boolean onEachVip,
      List<VirtualServiceSpec.Marked> marked,
      Place place) {
    Map<Endpoint, Place> places = new HashMap<>();
    List<RealServer> realServers = new ArrayList<>();
    for (RealServerRow row : rows) {
      RealServer server = row.serving(match);
      row.place().requireNew(places, server.endpoint(), "%s is given twice, first at %s");
      realServers.add(server);
    }
    servers.add(
        new VirtualServiceSpec(
            service.matching(match, place), realServers, places, onEachVip, marked, place));
  }

  /**
   * Returns the real servers for a match. With VIPs of both families, a port takes only the real
   * servers of its own family, if there are any.
   */
  private List<RealServerRow> rows(ServiceMatch match, boolean onEachVip) {
    if (!onEachVip || vips.first(!match.isV6()).isEmpty()) {
      return rows;
    }
    List<RealServerRow> same = rows.stream().filter(row -> row.isV6() == match.isV6()).toList();
    return same.isEmpty() ? rows : same;
  }
}
