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
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Writes virtual servers as the YAML of a config. VIPs with the same virtual servers share a
 * service. A service has the profile of the method that most real servers use; firewall marks get
 * services of their own.
 */
final class ImportedText {
  private static final Place IMPORT = Place.of("import");

  /** What a table does not tell about firewall marks. */
  private static final String MISSING =
      """
          # The table names neither the VIPs nor the packets of these marks: add
          # "vips:", and keep the rules of iptables or nft that set the marks; or
          # write "mark: N" and ports such as "tcp: 80" in place of "fwmark: N".
      """;

  private final String device;
  private final Optional<Ip> director;
  private final List<VirtualServiceSpec> servers;
  private final Optional<Timeouts> timeouts;
  private final List<Balancing.Sync> sync;
  private final Profiles profiles = Profiles.builtIn();

  /** The group that a virtual server belongs to; a firewall mark has no VIP. */
  private record Group(Optional<Ip> vip, Forwarding method) {}

  /** The settings that the VIPs of one service have in common. */
  private record Common(Forwarding method, boolean marks, boolean v6, String virtualServers) {}

  ImportedText(
      String device,
      Optional<Ip> director,
      List<VirtualServiceSpec> servers,
      Optional<Timeouts> timeouts,
      List<Balancing.Sync> sync) {
    this.device = device;
    this.director = director;
    this.servers = servers;
    this.timeouts = timeouts;
    this.sync = sync;
  }

  String yaml() {
    Map<Common, List<Ip>> services = new LinkedHashMap<>();
    groups()
        .forEach(
            (group, members) -> {
              String text = virtualServers(members, group.method());
              boolean v6 = group.vip().isPresent() && group.vip().get().isV6();
              Common common = new Common(group.method(), group.vip().isEmpty(), v6, text);
              List<Ip> vips = services.computeIfAbsent(common, none -> new ArrayList<>());
              group.vip().ifPresent(vips::add);
            });
    if (services.isEmpty()) {
      return "services: {}\n";
    }
    StringBuilder text = new StringBuilder(director.isPresent() ? "clusters:\n" : "services:\n");
    Map<String, Integer> names = new HashMap<>();
    String table = table();
    for (Map.Entry<Common, List<Ip>> service : services.entrySet()) {
      Common common = service.getKey();
      String name = name(common);
      int number = names.merge(name, 1, Integer::sum);
      text.append("  ").append(name).append(number == 1 ? "" : "-" + number).append(":\n");
      String device = "    device: " + ImportedEntry.scalar(this.device) + "\n";
      String vips = common.marks() ? MISSING : "    vips: " + vips(service.getValue()) + "\n";
      if (director.isPresent()) {
        text.append(cluster(common.method(), director.get())).append(vips);
        text.append("    director:\n").append((device + table).indent(2));
      } else {
        text.append("    profile: ").append(profile(common.method())).append('\n');
        text.append(device).append(vips).append(table);
      }
      text.append("    virtual-servers:\n").append(common.virtualServers());
      table = "";
    }
    return text.toString();
  }

  /** Returns the first keys of a cluster. */
  private static String cluster(Forwarding method, Ip own) {
    String address = ImportedEntry.scalar(own.toString());
    String gateway =
        "    gateway: " + address + " # has to be the address on the side of the real servers\n";
    String name =
        switch (method) {
          case TUNNEL -> "tun";
          case MASQUERADE -> "nat";
          default -> "dr";
        };
    return "    method: %s\n    directors: [%s]\n%s"
        .formatted(name, address, method == Forwarding.MASQUERADE ? gateway : "");
  }

  private Map<Group, List<VirtualServiceSpec>> groups() {
    Map<Optional<Ip>, Forwarding> first = new HashMap<>();
    for (VirtualServiceSpec server : servers) {
      method(server).ifPresent(method -> first.putIfAbsent(vip(server), method));
    }
    Map<Group, List<VirtualServiceSpec>> groups = new LinkedHashMap<>();
    for (VirtualServiceSpec server : servers) {
      Optional<Ip> vip = vip(server);
      Forwarding fallback = first.getOrDefault(vip, Forwarding.DIRECT);
      Group group = new Group(vip, method(server).orElse(fallback));
      groups.computeIfAbsent(group, none -> new ArrayList<>()).add(server);
    }
    return groups;
  }

  private static Optional<Ip> vip(VirtualServiceSpec server) {
    return server.service().match() instanceof ServiceMatch.Listener listener
        ? Optional.of(listener.endpoint().ip())
        : Optional.empty();
  }

  /** Returns the method of most real servers, or empty if there are none. */
  private static Optional<Forwarding> method(VirtualServiceSpec server) {
    Map<Forwarding, Integer> count = new EnumMap<>(Forwarding.class);
    for (RealServer real : server.servers()) {
      count.merge(real.method(), 1, Integer::sum);
    }
    return ProfileReader.METHODS.stream()
        .filter(count::containsKey)
        .max(Comparator.comparing(count::get));
  }

  /** Returns the entries; virtual servers that differ only in their port or mark share one. */
  private static String virtualServers(List<VirtualServiceSpec> servers, Forwarding method) {
    Map<ImportedEntry, List<String>> entries = new LinkedHashMap<>();
    for (VirtualServiceSpec server : servers) {
      ImportedEntry entry = ImportedEntry.of(server, method);
      entries.computeIfAbsent(entry, none -> new ArrayList<>()).add(ImportedEntry.number(server));
    }
    StringBuilder text = new StringBuilder();
    entries.forEach(
        (entry, numbers) -> {
          String matches = numbers.size() == 1 ? numbers.get(0) : numbers.toString();
          text.append("      - " + entry.key() + ": " + matches + "\n" + entry.lines());
        });
    return text.toString();
  }

  private static String vips(List<Ip> vips) {
    List<String> items = new ArrayList<>();
    for (int i = 0; i < vips.size(); ) {
      int count = 1;
      while (i + count < vips.size() && vips.get(i + count).equals(vips.get(i).plus(count))) {
        count++;
      }
      // Two consecutive VIPs are easier to read as two items.
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
        all ->
            text.append(
                "    timeouts: {tcp: %s, tcp-fin: %s, udp: %s}\n"
                    .formatted(all.tcp(), all.tcpFin(), all.udp())));
    StringJoiner daemons = new StringJoiner(", ", "    sync: {", "}\n").setEmptyValue("");
    for (Balancing.Sync daemon : sync) {
      String name = ImportedEntry.scalar(daemon.device().name());
      daemons.add(daemon.state() + ": {interface: " + name + ", id: " + daemon.id() + "}");
    }
    return text.append(daemons).toString();
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

  /** Returns the first built-in profile with this forwarding method. */
  private String profile(Forwarding method) {
    return profiles.names().stream()
        .filter(name -> profiles.find(name, IMPORT).forwarding().equals(Optional.of(method)))
        .findFirst()
        .orElseThrow();
  }
}
