package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.netns.NetnsFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.Yaml;

/** Reads the same objects through iproute2, to compare with ours. */
final class IpTool {
  /** NUD_* of linux/neighbour.h, from bit 0 on. */
  private static final List<String> STATES =
      List.of("INCOMPLETE", "REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "NOARP", "PERMANENT");

  private final NetnsFixture netns;

  IpTool(NetnsFixture netns) {
    this.netns = netns;
  }

  List<Address> addresses(boolean v6) {
    List<Address> addresses = new ArrayList<>();
    for (Map<String, ?> link : json(v6 ? "ip -6 -j addr" : "ip -4 -j addr")) {
      for (Map<String, ?> address : objects(link.get("addr_info"))) {
        addresses.add(
            new Address(
                text(link, "ifname", ""),
                Ip.parse(text(address, "local", "")),
                number(address, "prefixlen", 0),
                Scope.valueOf(text(address, "scope", "").toUpperCase(Locale.ROOT)),
                text(address, "label", ""),
                v6 && text(address, "preferred_life_time", "").equals("0")));
      }
    }
    return addresses;
  }

  List<Neighbour> neighbours(boolean v6, String device) {
    List<Neighbour> neighbours = new ArrayList<>();
    String command = v6 ? "ip -6 -j -N neigh" : "ip -4 -j -N neigh";
    for (Map<String, ?> neighbour : json(command + " show nud all dev " + device)) {
      neighbours.add(
          new Neighbour(
              device,
              Ip.parse(text(neighbour, "dst", "")),
              text(neighbour, "lladdr", ""),
              states(neighbour.get("state")),
              neighbour.containsKey("router") ? 0x80 : 0,
              number(neighbour, "protocol", 0)));
    }
    return neighbours;
  }

  private static int states(Object names) {
    int state = 0;
    for (Object name : (List<?>) names) {
      state |= 1 << STATES.indexOf(name);
    }
    return state;
  }

  List<Route> routes(boolean v6) {
    List<Route> routes = new ArrayList<>();
    for (Map<String, ?> route : json("ip -j -N " + (v6 ? "-6" : "-4") + " route show table all")) {
      Object hops = route.get("nexthops");
      for (Map<String, ?> hop : hops == null ? List.of(route) : objects(hops)) {
        routes.add(route(v6, route, hop));
      }
    }
    return routes;
  }

  /** Fills in the defaults, which {@code ip} omits. */
  private static Route route(boolean v6, Map<String, ?> route, Map<String, ?> hop) {
    String to = text(route, "dst", "");
    String everything = v6 ? "::/0" : "0.0.0.0/0";
    return new Route(
        number(route, "table", Route.TABLE_MAIN),
        IpPrefix.parse(to.equals("default") ? everything : to),
        number(route, "tos", 0),
        number(route, "metric", 0),
        number(route, "type", Route.TYPE_UNICAST),
        Scope.of(number(route, "scope", 0)),
        number(route, "protocol", 3),
        text(hop, "dev", ""),
        address(hop.get("via") instanceof Map<?, ?> via ? via.get("host") : hop.get("gateway")),
        address(route.get("prefsrc")),
        v6 ? "" : more(route));
  }

  /** Returns {@code more} without its attributes, which {@code ip} does not print raw. */
  private static String more(Map<String, ?> route) {
    boolean nexthops = route.get("nexthops") != null || route.get("nhid") != null;
    return nexthops ? "nexthops" : text(route, "flags", "").contains("onlink") ? "onlink" : "";
  }

  private static Optional<Ip> address(Object text) {
    return text == null ? Optional.empty() : Optional.of(Ip.parse(text.toString()));
  }

  private static String text(Map<String, ?> object, String key, String otherwise) {
    Object value = object.get(key);
    return value == null ? otherwise : value.toString();
  }

  private static int number(Map<String, ?> object, String key, int otherwise) {
    return Integer.decode(text(object, key, String.valueOf(otherwise)));
  }

  /** Parses JSON as YAML, of which it is a subset. */
  private List<Map<String, ?>> json(String commandLine) {
    return objects(new Yaml().load(netns.run(commandLine)));
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, ?>> objects(Object list) {
    return (List<Map<String, ?>>) list;
  }
}
