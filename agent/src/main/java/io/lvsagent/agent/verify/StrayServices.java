package io.lvsagent.agent.verify;

import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.TableEntry;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.Severity;
import io.lvsagent.sysctl.Reading;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds virtual services in the table of a real server, such as those of a former director. */
final class StrayServices {
  /** Is there if, and only if, the kernel has IPVS; to look for it asks for no module. */
  private static final SysctlKey PRESENT = SysctlKey.parse("net/ipv4/vs/backup_only");

  private static final String FORWARDED =
      "this real server balances again what the director has sent it, to %s: run ipvsadm -D %s";
  private static final String REFUSED =
      "this real server drops what the director sends it, because no real server with a weight is in"
          + " the table: run ipvsadm -D %s";

  private final Kernel kernel;

  StrayServices(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Returns the virtual services that take requests for VIPs of a service and do not hand them to
   * this host itself.
   *
   * @param balanced the VIPs that this host balances
   */
  List<Finding> of(Service service, Set<String> balanced) {
    List<Finding> findings = new ArrayList<>();
    if (kernel.sysctls().read(PRESENT) instanceof Reading.Absent) {
      return findings;
    }
    for (TableEntry entry : kernel.ipvs().table()) {
      if (entry.service().match() instanceof ServiceMatch.Listener listener) {
        Ip ip = listener.endpoint().ip();
        boolean ours = service.ranges().stream().anyMatch(range -> range.contains(ip));
        if (ours && !balanced.contains(ip.toString())) {
          add(entry, listener, findings);
        }
      }
    }
    return findings;
  }

  private void add(TableEntry entry, ServiceMatch.Listener listener, List<Finding> findings) {
    List<Ip> others = new ArrayList<>();
    boolean takes = false;
    for (TableEntry.Server server : entry.servers()) {
      Ip ip = server.server().endpoint().ip();
      if (server.server().weight() > 0) {
        takes = true;
        if (!kernel.rtnetlink().isLocal(ip)) {
          others.add(ip);
        }
      }
    }
    if (takes && others.isEmpty()) {
      return;
    }
    String which = option(listener) + " " + listener.endpoint();
    String why = takes ? FORWARDED.formatted(others.get(0), which) : REFUSED.formatted(which);
    String key = listener.toString();
    String now = entry.service().scheduler();
    findings.add(
        Finding.differing(Kind.IPVS_SERVICE.toString(), key, "absent", now, Severity.BROKEN, why));
  }

  /** Returns the option of ipvsadm(8) for the protocol. */
  private static String option(ServiceMatch.Listener listener) {
    return switch (listener.protocol()) {
      case TCP -> "-t";
      case UDP -> "-u";
      case SCTP -> "--sctp-service";
    };
  }
}
