package io.lvsagent.profiles.imported;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.profiles.model.VirtualServiceSpec;
import io.lvsagent.profiles.profile.ProfileReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * VIPs with the same virtual servers, which share a service; virtual servers that differ only in
 * their port or mark share an entry.
 *
 * @param vips none for firewall marks whose VIPs the text does not tell
 * @param remarks those of each entry
 */
record ImportedService(
    Common common, List<ImportedVip> vips, Map<ImportedEntry, List<ImportedRemark>> remarks) {
  /** The settings that the VIPs of one service have in common. */
  record Common(
      Forwarding method,
      boolean marks,
      boolean v6,
      String device,
      boolean external,
      Map<ImportedEntry, List<String>> entries) {}

  /** The group that a virtual server belongs to. */
  private record Group(Optional<Ip> vip, Forwarding method) {}

  /** Returns the services in the order of the text, with those that hold VIPs alone at the end. */
  static List<ImportedService> of(Imported found, List<Imported.Read> read) {
    Map<Common, ImportedService> services = new LinkedHashMap<>();
    Forwarding usual = usual(read);
    Map<Group, List<Imported.Read>> groups = groups(read);
    Set<Ip> balanced = new TreeSet<>();
    groups.keySet().forEach(group -> group.vip().ifPresent(balanced::add));
    for (Ip vip : found.vips().keySet()) {
      if (!balanced.contains(vip)) {
        groups.put(new Group(Optional.of(vip), usual), List.of());
      }
    }
    groups.forEach(
        (group, members) -> {
          Optional<ImportedVip> vip = group.vip().map(ip -> vip(found, ip, members));
          String device = vip.map(ImportedVip::device).orElse("");
          boolean external = vip.map(ImportedVip::external).orElse(false);
          boolean v6 = group.vip().map(Ip::isV6).orElse(false);
          Map<ImportedEntry, List<String>> entries = new LinkedHashMap<>();
          Map<ImportedEntry, List<ImportedRemark>> remarks = new LinkedHashMap<>();
          for (Imported.Read member : members) {
            ImportedEntry entry = ImportedEntry.of(member.spec(), group.method());
            String number = ImportedEntry.number(member.spec());
            entries.computeIfAbsent(entry, none -> new ArrayList<>()).add(number);
            remarks.computeIfAbsent(entry, none -> new ArrayList<>()).addAll(member.remarks());
          }
          Common common = new Common(group.method(), vip.isEmpty(), v6, device, external, entries);
          ImportedService service =
              services.computeIfAbsent(
                  common, none -> new ImportedService(common, new ArrayList<>(), remarks));
          if (service.remarks() != remarks) {
            remarks.forEach((entry, more) -> service.remarksOf(entry).addAll(more));
          }
          vip.ifPresent(service.vips()::add);
        });
    return List.copyOf(services.values());
  }

  private List<ImportedRemark> remarksOf(ImportedEntry entry) {
    return remarks.computeIfAbsent(entry, none -> new ArrayList<>());
  }

  private static ImportedVip vip(Imported found, Ip ip, List<Imported.Read> members) {
    ImportedVip held = found.vips().get(ip);
    return held == null ? ImportedVip.bare(ip, members.get(0).spec().place()) : held;
  }

  private static Map<Group, List<Imported.Read>> groups(List<Imported.Read> read) {
    Map<List<Ip>, Forwarding> first = new HashMap<>();
    for (Imported.Read server : read) {
      method(server.spec()).ifPresent(method -> first.putIfAbsent(server.vips(), method));
    }
    Map<Group, List<Imported.Read>> groups = new LinkedHashMap<>();
    for (Imported.Read server : read) {
      Forwarding fallback = first.getOrDefault(server.vips(), Forwarding.DIRECT);
      Forwarding method = method(server.spec()).orElse(fallback);
      List<Optional<Ip>> vips = new ArrayList<>();
      server.vips().forEach(vip -> vips.add(Optional.of(vip)));
      for (Optional<Ip> vip : vips.isEmpty() ? List.of(Optional.<Ip>empty()) : vips) {
        groups.computeIfAbsent(new Group(vip, method), none -> new ArrayList<>()).add(server);
      }
    }
    return groups;
  }

  /** Returns the method of the first virtual server, for VIPs that have none. */
  private static Forwarding usual(List<Imported.Read> read) {
    return read.stream()
        .flatMap(server -> method(server.spec()).stream())
        .findFirst()
        .orElse(Forwarding.DIRECT);
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
}
