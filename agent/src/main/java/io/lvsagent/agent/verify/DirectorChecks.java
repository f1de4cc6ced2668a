package io.lvsagent.agent.verify;

import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.agent.host.SysctlItem;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.SyncDaemon;
import io.lvsagent.iface.route.Lookup;
import io.lvsagent.iface.route.RoutingPolicy;
import io.lvsagent.iface.route.RoutingPolicy.Decision;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.Severity;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds what keeps a director from sending requests to its real servers. */
final class DirectorChecks {
  private static final SysctlKey BACKUP_ONLY = SysctlKey.parse("net/ipv4/vs/backup_only");
  private static final SysctlKey DROP_PACKET = SysctlKey.parse("net/ipv4/vs/drop_packet");

  private static final String WHY_BACKUP =
      "while a backup sync daemon runs, the host does not balance: run sysctl -w"
          + " net.ipv4.vs.backup_only=0, or ipvsadm --stop-daemon backup";
  private static final String WHY_PACKETS =
      "at 3 IPVS always drops some of the packets that begin a connection, one in am_droprate; name"
          + " the parameter in the sysctls of the service if this is intended";
  private static final String WHY_ROUTE =
      "the director cannot send this real server anything: mend the route or the rule";

  private final Kernel kernel;
  private final Ledger ledger;
  private final PreparedRun prepared;

  DirectorChecks(Kernel kernel, Ledger ledger, PreparedRun prepared) {
    this.kernel = kernel;
    this.ledger = ledger;
    this.prepared = prepared;
  }

  List<Finding> of(Service service) {
    List<Finding> findings = new ArrayList<>();
    if (isUndeclared(BACKUP_ONLY, "1") && hasVip(service) && isBackup()) {
      Finding found = parameter(BACKUP_ONLY, "1", List.of("0"), WHY_BACKUP);
      findings.add(found.because(Finding.Cause.BACKUP_ONLY));
    }
    if (isUndeclared(DROP_PACKET, "3")) {
      findings.add(parameter(DROP_PACKET, "3", List.of("0", "1", "2"), WHY_PACKETS));
    }
    addUnreachable(service.name(), findings);
    return findings;
  }

  /** Returns true if a parameter has the value, and no service says what it should be. */
  private boolean isUndeclared(SysctlKey key, String value) {
    return kernel.sysctls().read(key).is(value)
        && !prepared.requested().containsKey(SysctlItem.key(key));
  }

  private static Finding parameter(SysctlKey key, String now, List<String> accepted, String why) {
    String kind = Kind.SYSCTL.toString();
    return new Finding(
        kind, key.toString(), accepted, now, false, Severity.BROKEN, Optional.empty(), why, false);
  }

  /** Returns true unless another program holds the VIPs, and does not have them here now. */
  private boolean hasVip(Service service) {
    return !service.external()
        || prepared.observed().all(AddressItem.class).stream()
            .map(AddressItem::address)
            .filter(ledger::isHeldByOthers)
            .anyMatch(held -> service.ranges().stream().anyMatch(vips -> vips.contains(held.ip())));
  }

  /** The parameter is for backups (sysctl_backup_only in ip_vs.h). */
  private boolean isBackup() {
    return kernel.ipvs().daemons().stream()
        .anyMatch(daemon -> daemon.state() == SyncDaemon.State.BACKUP);
  }

  private void addUnreachable(String service, List<Finding> findings) {
    Set<Ip> servers = new LinkedHashSet<>();
    for (Expectation want : prepared.desired().values()) {
      if (want.first() instanceof RealServerItem item
          && item.server().weight() > 0
          && want.services().contains(service)) {
        servers.add(item.server().endpoint().ip());
      }
    }
    if (servers.isEmpty()) {
      return;
    }
    List<Lookup.Packet> packets = new ArrayList<>(servers.size());
    servers.forEach(ip -> packets.add(new Lookup.Sent(ip, Optional.empty())));
    List<Lookup> answers = kernel.rtnetlink().lookups(packets);
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i).errno() != 0) {
        findings.add(unreachable(packets.get(i)));
      }
    }
  }

  private Finding unreachable(Lookup.Packet packet) {
    Ip server = packet.destination();
    Decision now = RoutingPolicy.of(kernel.rtnetlink(), server.isV6()).deciding(packet);
    String kind = Kind.ROUTE.toString();
    String key = "to " + server;
    return Finding.differing(kind, key, "a way to it", now.toString(), Severity.BROKEN, WHY_ROUTE);
  }
}
