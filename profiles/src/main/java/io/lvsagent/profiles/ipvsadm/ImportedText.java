package io.lvsagent.profiles.ipvsadm;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.Timeouts;
import io.lvsagent.profiles.model.Balancing;
import io.lvsagent.profiles.model.VirtualServiceSpec;
import io.lvsagent.profiles.profile.ProfileReader;
import io.lvsagent.profiles.profile.Profiles;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Virtual servers as the YAML of a config. A service holds those of the VIPs that have the same
 * ones, by the method that most of their real servers have; firewall marks have their own services.
 */
final class ImportedText {
  private final String device;
  private final List<VirtualServiceSpec> servers;
  private final Optional<Timeouts> timeouts;
  private final List<Balancing.Sync> sync;
  private final Profiles profiles = Profiles.builtIn();

  /** Where a virtual server goes; no VIP for a firewall mark. */
  private record Home(Optional<Ip> vip, Forwarding method) {}

  /** What VIPs of one family have in common. */
  private record Common(Forwarding method, boolean marks, boolean v6, String virtualServers) {}

  ImportedText(
      String device,
      List<VirtualServiceSpec> servers,
      Optional<Timeouts> timeouts,
      List<Balancing.Sync> sync) {
    this.device = device;
    this.servers = servers;
    this.timeouts = timeouts;
    this.sync = sync;
  }

  String yaml() {
    Map<Common, List<Ip>> services = new LinkedHashMap<>();
    homes()
        .forEach(
            (home, own) -> {
              String text = virtualServers(own, home.method());
              boolean v6 = home.vip().isPresent() && home.vip().get().isV6();
              Common common = new Common(home.method(), home.vip().isEmpty(), v6, text);
              home.vip()
                  .ifPresentOrElse(
                      vip -> services.computeIfAbsent(common, none -> new ArrayList<>()).add(vip),
                      () -> services.put(common, List.of()));
            });
    if (services.isEmpty()) {
      return "services: {}\n";
    }
    StringBuilder text = new StringBuilder("services:\n");
    Map<String, Integer> names = new HashMap<>();
    String table = table();
    for (Map.Entry<Common, List<Ip>> service : services.entrySet()) {
      Common common = service.getKey();
      String name = name(common);
      int number = names.merge(name, 1, Integer::sum);
      text.append("  ").append(name).append(number == 1 ? "" : "-" + number).append(":\n");
      text.append("    profile: ").append(profile(common.method())).append('\n');
      text.append("    device: ").append(ImportedEntry.scalar(device)).append('\n');
      if (!service.getValue().isEmpty()) {
        text.append("    vips: ").append(vips(service.getValue())).append('\n');
      }
      text.append(table).append("    virtual-servers:\n").append(common.virtualServers());
      table = "";
    }
    return text.toString();
  }

  private Map<Home, List<VirtualServiceSpec>> homes() {
    Map<Optional<Ip>, Forwarding> first = new HashMap<>();
    for (VirtualServiceSpec server : servers) {
      method(server).ifPresent(method -> first.putIfAbsent(vip(server), method));
    }
    Map<Home, List<VirtualServiceSpec>> homes = new LinkedHashMap<>();
    for (VirtualServiceSpec server : servers) {
      Optional<Ip> vip = vip(server);
      Forwarding otherwise = first.getOrDefault(vip, Forwarding.DIRECT);
      Home home = new Home(vip, method(server).orElse(otherwise));
      homes.computeIfAbsent(home, none -> new ArrayList<>()).add(server);
    }
    return homes;
  }

  private static Optional<Ip> vip(VirtualServiceSpec server) {
    return server.service().match() instanceof ServiceMatch.Listener listener
        ? Optional.of(listener.endpoint().ip())
        : Optional.empty();
  }

  /** That of most real servers. */
  private static Optional<Forwarding> method(VirtualServiceSpec server) {
    Map<Forwarding, Integer> count = new EnumMap<>(Forwarding.class);
    for (RealServer real : server.servers()) {
      count.merge(real.method(), 1, Integer::sum);
    }
    Optional<Forwarding> most = Optional.empty();
    for (Forwarding method : ProfileReader.METHODS) {
      int more = most.isPresent() ? count.get(most.get()) : 0;
      most = count.getOrDefault(method, 0) > more ? Optional.of(method) : most;
    }
    return most;
  }

  /** Those that differ in their port or mark alone are one entry. */
  private static String virtualServers(List<VirtualServiceSpec> servers, Forwarding method) {
    Map<ImportedEntry, List<String>> entries = new LinkedHashMap<>();
    for (VirtualServiceSpec server : servers) {
      ImportedEntry entry = ImportedEntry.of(server, method);
      entries.computeIfAbsent(entry, none -> new ArrayList<>()).add(ImportedEntry.number(server));
    }
    StringBuilder text = new StringBuilder();
    entries.forEach(
        (entry, numbers) ->
            text.append("      - ")
                .append(entry.key())
                .append(": ")
                .append(numbers.size() == 1 ? numbers.get(0) : numbers.toString())
                .append('\n')
                .append(entry.lines()));
    return text.toString();
  }

  private static String vips(List<Ip> vips) {
    List<String> items = new ArrayList<>();
    for (int i = 0; i < vips.size(); ) {
      int count = 1;
      while (i + count < vips.size() && vips.get(i + count).equals(vips.get(i).plus(count))) {
        count++;
      }
      // Two that follow each other read better as two.
      count = count == 2 ? 1 : count;
      String range = count == 1 ? "" : "-" + vips.get(i + count - 1);
      items.add(ImportedEntry.scalar(vips.get(i) + range));
      i += count;
    }
    return items.toString();
  }

  private String table() {
    StringBuilder text = new StringBuilder();
    timeouts.ifPresent(
        times ->
            text.append("    timeouts: {tcp: ")
                .append(times.tcp())
                .append(", tcp-fin: ")
                .append(times.tcpFin())
                .append(", udp: ")
                .append(times.udp())
                .append("}\n"));
    List<String> daemons = new ArrayList<>();
    for (Balancing.Sync daemon : sync) {
      String name = ImportedEntry.scalar(daemon.device().name());
      daemons.add(daemon.state() + ": {interface: " + name + ", id: " + daemon.id() + "}");
    }
    if (!daemons.isEmpty()) {
      text.append("    sync: {").append(String.join(", ", daemons)).append("}\n");
    }
    return text.toString();
  }

  private static String name(Common common) {
    String name =
        switch (common.method()) {
          case TUNNEL -> "lb-tun";
          case MASQUERADE -> "lb-nat";
          default -> "lb";
        };
    return common.marks() ? name + "-fwmark" : name;
  }

  /** The first built-in profile that forwards so. */
  private String profile(Forwarding method) {
    return profiles.names().stream()
        .filter(
            name ->
                profiles.find(name, Place.of("import")).forwarding().equals(Optional.of(method)))
        .findFirst()
        .orElseThrow();
  }
}
