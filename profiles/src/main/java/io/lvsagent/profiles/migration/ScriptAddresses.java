package io.lvsagent.profiles.migration;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.profiles.imported.Imported;
import io.lvsagent.profiles.imported.ImportedVip;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The addresses and routes that a script adds. */
final class ScriptAddresses {
  private static final String INSIDE = "lo|tunl\\d+|ip6tnl\\d+|sit\\d+|dummy\\d+";

  private final Imported found;
  private final List<Added> added = new ArrayList<>();
  private final List<Route> routes = new ArrayList<>();

  /**
   * An address that a command adds.
   *
   * @param host true if the address alone is on the device, and not its subnet
   */
  private record Added(Ip ip, boolean host, String device, String label, Place place) {}

  private record Route(Ip ip, Place place) {}

  ScriptAddresses(Imported found) {
    this.found = found;
  }

  /** Reads {@code ifconfig DEVICE ADDRESS …}; returns the number of addresses. */
  int ifconfig(Place place, List<String> words) {
    List<String> rest = new ArrayList<>(words);
    if (rest.size() < 2 || rest.contains("down") || rest.get(1).matches("del|0(\\.0\\.0\\.0)?")) {
      return 0;
    }
    String name = rest.get(0);
    boolean host =
        value(rest, "netmask")
            .map(mask -> mask.matches("255.255.255.255|0xffffffff"))
            .orElse(false);
    String address =
        rest.get(1).matches("add|inet6?") && rest.size() > 2 ? rest.get(2) : rest.get(1);
    if (rest.contains("inet6") && rest.size() > 3 && rest.get(2).equals("add")) {
      address = rest.get(3);
    }
    if (address.matches("up|-?arp|mtu|promisc|txqueuelen|hw|netmask|multicast")) {
      return 0;
    }
    add(place, address, host, name.replaceFirst(":.*", ""), name.contains(":") ? name : "");
    return 1;
  }

  /** Reads {@code ip addr add} and {@code ip route add}; returns the number of addresses. */
  int ip(Place place, List<String> words) {
    List<String> rest = new ArrayList<>(words);
    rest.removeIf(word -> word.matches("-[46]|-4|-6"));
    if (rest.size() < 3) {
      return 0;
    }
    String verb = rest.get(1);
    if (rest.get(0).matches("a|addr|address|ad") && verb.matches("add|a|replace|change|append")) {
      Optional<String> device = value(rest, "dev");
      place.refuseIf(device.isEmpty(), "ip addr add names no \"dev\"");
      String address = rest.get(2).equals("dev") && rest.size() > 4 ? rest.get(4) : rest.get(2);
      String label = value(rest, "label").orElse("");
      add(place, address, address.indexOf('/') < 0, device.orElse(""), label);
      return 1;
    }
    if (rest.get(0).matches("r|ro|route") && verb.matches("add|a|replace|append|change")) {
      List<String> target = new ArrayList<>(rest.subList(2, rest.size()));
      target.removeIf(word -> word.matches("unicast|local|to"));
      if (target.get(0).matches("default|0\\.0\\.0\\.0/0|::/0")) {
        value(rest, "via").ifPresent(via -> gateway(place, via));
      } else {
        routes.add(new Route(Entries.ip(Entries.scalar(place, target.get(0))), place));
      }
    } else if (rest.get(0).matches("ru|rule") && verb.equals("add")) {
      found.remark(place, "a rule of routing is left out", false);
    }
    return 0;
  }

  /** Reads {@code route add}; returns 0, because a route is no address. */
  int route(Place place, List<String> words) {
    if (!words.contains("add")) {
      return 0;
    }
    Optional<String> host = value(words, "-host");
    Optional<String> via = value(words, "gw").or(() -> value(words, "gateway"));
    boolean isDefault = words.contains("default") || words.contains("0.0.0.0");
    if (isDefault && via.isPresent()) {
      gateway(place, via.get());
    } else if (host.isPresent()) {
      routes.add(new Route(Entries.ip(Entries.scalar(place, host.get())), place));
    } else {
      found.remark(place, "a route is left out", false);
    }
    return 0;
  }

  private void gateway(Place place, String via) {
    found.gateway(Entries.scalar(place, via).parsed(Ip::parse));
    String text = "the default route stays with the network configuration of the host";
    found.remark(place, text, false);
  }

  private static Optional<String> value(List<String> words, String key) {
    int at = words.indexOf(key);
    return at >= 0 && at + 1 < words.size() ? Optional.of(words.get(at + 1)) : Optional.empty();
  }

  private void add(Place place, String address, boolean host, String device, String label) {
    Ip ip = Entries.ip(Entries.scalar(place, address));
    boolean alone = host || address.endsWith("/" + ip.bits());
    added.add(new Added(ip, alone, device, label, place));
  }

  /**
   * Tells VIPs from the host's own addresses, and those of directors from those of real servers.
   */
  void finish() {
    Set<Ip> served = new HashSet<>();
    for (ServiceMatch match : found.matches()) {
      if (match instanceof ServiceMatch.Listener listener) {
        served.add(listener.endpoint().ip());
      }
    }
    Set<Ip> outside = new HashSet<>();
    added.stream()
        .filter(one -> !one.device().matches(INSIDE))
        .forEach(one -> outside.add(one.ip()));
    Set<Ip> vips = new HashSet<>();
    for (Added one : added) {
      boolean inside = one.device().matches(INSIDE);
      boolean vip = served.contains(one.ip()) || one.host() || inside || !one.label().isEmpty();
      if (!vip || one.ip().toString().startsWith("127.")) {
        found.remark(one.place(), one.ip() + " is taken for an address of the host's own", false);
        continue;
      }
      vips.add(one.ip());
      ImportedVip held = new ImportedVip(one.ip(), one.device(), one.label(), false, one.place());
      if (inside && (!served.contains(one.ip()) || outside.contains(one.ip()))) {
        found.holdLocally(held);
        if (!one.device().matches("lo|tunl0|ip6tnl0|sit0")) {
          String text = "the VIP is on " + one.device() + "; the profile puts it on lo";
          found.remark(one.ip(), one.place(), text, "");
        }
      } else {
        found.hold(held);
      }
      if (!one.host()) {
        found.remark(
            one.ip(), one.place(), "the VIP has a subnet; lvs-agent adds the address alone", "");
      }
    }
    for (Route route : routes) {
      if (!vips.contains(route.ip()) && !served.contains(route.ip())) {
        found.remark(route.place(), "a route to " + route.ip() + " is left out", false);
      }
    }
  }
}
