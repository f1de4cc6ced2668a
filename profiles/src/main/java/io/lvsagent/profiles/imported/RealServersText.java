package io.lvsagent.profiles.imported;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.Tunnel;
import io.lvsagent.profiles.profile.Profiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes the services of the real servers. */
final class RealServersText {
  private static final int MOST_NAMED = 8;

  private final Imported found;
  private final Profiles profiles;
  private final Map<String, Half> halves = new LinkedHashMap<>();

  /** What the real servers of one profile have in common. */
  private record Half(Map<Ip, ImportedVip> vips, Set<Ip> servers) {}

  RealServersText(Imported found, Profiles profiles) {
    this.found = found;
    this.profiles = profiles;
    found.local().values().forEach(vip -> half(profile(vip)).vips().put(vip.ip(), vip));
    if (!found.matches().isEmpty()) {
      // the script of both sides sets the parameters of both
      ImportedSysctls sysctls = new ImportedSysctls(found, profiles);
      halves.keySet().forEach(sysctls::drop);
    }
  }

  /**
   * Returns the services of hosts that the text describes as real servers, and of those that the
   * virtual servers name.
   */
  String yaml(List<Imported.Read> read) {
    if (found.matches().isEmpty() && found.local().isEmpty() && found.gateway().isPresent()) {
      half("nat");
    }
    for (Imported.Read server : read) {
      server.spec().servers().forEach(real -> add(server, real));
    }
    StringBuilder text = new StringBuilder();
    halves.forEach((profile, half) -> text.append(service(profile, half)));
    return text.toString();
  }

  private Half half(String profile) {
    return halves.computeIfAbsent(
        profile, none -> new Half(new LinkedHashMap<>(), new LinkedHashSet<>()));
  }

  private void add(Imported.Read server, RealServer real) {
    Ip rip = real.endpoint().ip();
    if (rip.toString().startsWith("127.") || rip.toString().equals("::1")) {
      return;
    }
    boolean v6 = server.spec().service().match().isV6();
    Half half = half(profile(real.method(), v6, rip.isV6()));
    half.servers().add(rip);
    server
        .vips()
        .forEach(vip -> half.vips().put(vip, ImportedVip.bare(vip, server.spec().place())));
    if (server.vips().isEmpty() && real.method() != Forwarding.MASQUERADE) {
      String text = "real servers of a firewall mark need the VIPs, which are not told: add them";
      found.remark(server.spec().place(), text, true);
    }
    if (real.tunnel().type() != Tunnel.Type.IPIP) {
      String text = "a tunnel of type " + real.tunnel().type();
      found.remark(server.spec().place(), text + ": see docs/director.md for its other end", true);
    }
  }

  private static String profile(Forwarding method, boolean v6, boolean overV6) {
    return switch (method) {
      case TUNNEL -> v6 == overV6 ? "tun" : v6 ? "tun-6in4" : "tun-4in6";
      case MASQUERADE -> "nat";
      default -> "dr";
    };
  }

  private static String profile(ImportedVip vip) {
    return switch (vip.device()) {
      case "tunl0", "ip6tnl0" -> "tun";
      case "sit0" -> "tun-6in4";
      default -> "dr";
    };
  }

  private String service(String profile, Half half) {
    String name = "  real" + (profile.equals("dr") ? "" : "-" + profile) + ":\n";
    String head = half.servers().isEmpty() ? "" : "  # On " + listed(half.servers()) + ":\n";
    if (profile.equals("nat")) {
      Optional<Ip> gateway = found.gateway();
      if (gateway.isEmpty()) {
        found.fillIn();
        return head
            + "  # fill in: real-nat: {profile: nat, director: ADDRESS}, with the address of the"
            + " director on the side of the real servers\n";
      }
      return head
          + name
          + "    profile: nat\n    director: "
          + ImportedEntry.scalar(gateway.get().toString())
          + "\n";
    }
    if (half.vips().isEmpty()) {
      return "";
    }
    List<ImportedRemark> remarks = new ArrayList<>();
    List<ImportedVip> vips = new ArrayList<>();
    Set<String> labels = new LinkedHashSet<>();
    for (ImportedVip vip : half.vips().values()) {
      if (found.local().containsKey(vip.ip())) {
        remarks.addAll(found.taken(vip.ip()));
      }
      String device = profile.equals("dr") ? "lo" : "tunl0";
      boolean labelled = vip.label().startsWith(device + ":") && labels.add(vip.label());
      vips.add(labelled ? vip : vip.withoutLabel());
    }
    String sysctls =
        found.matches().isEmpty() ? new ImportedSysctls(found, profiles).lines(profile) : "";
    boolean external = half.vips().values().stream().allMatch(ImportedVip::external);
    return head
        + name
        + "    profile: "
        + profile
        + "\n"
        + (external ? "    addresses: external\n" : "")
        + ImportedRemark.comments(remarks, "    ")
        + ImportedText.vips(vips)
        + sysctls;
  }

  private static String listed(Set<Ip> servers) {
    List<String> names = servers.stream().limit(MOST_NAMED).map(Ip::toString).toList();
    int more = servers.size() - names.size();
    return String.join(", ", names) + (more == 0 ? "" : " and " + more + " more");
  }
}
