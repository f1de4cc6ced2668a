package io.lvsagent.agent.doctor;

import io.lvsagent.agent.doctor.Diagnosis.Grade;
import io.lvsagent.agent.doctor.Diagnosis.Id;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.iface.ipvs.Protocol;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.VirtualServiceSpec;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.List;

/** Parameters of IPVS that do harm in some uses, and only there. */
final class DirectorHints {
  private static final SysctlKey REUSE = SysctlKey.parse("net/ipv4/vs/conn_reuse_mode");
  private static final SysctlKey TRACKING = SysctlKey.parse("net/ipv4/vs/conntrack");
  private static final SysctlKey EXPIRE = SysctlKey.parse("net/ipv4/vs/expire_nodest_conn");
  private static final SysctlKey SLOPPY = SysctlKey.parse("net/ipv4/vs/sloppy_tcp");

  private final Kernel kernel;
  private final String release;

  DirectorHints(Kernel kernel, String release) {
    this.kernel = kernel;
    this.release = release;
  }

  List<Diagnosis> of(List<Service> services) {
    List<Diagnosis> hints = new ArrayList<>();
    boolean balances = services.stream().anyMatch(s -> !s.balancing().virtualServers().isEmpty());
    if (balances && is(REUSE, "1", services) && is(TRACKING, "1", services) && isOld()) {
      hints.add(
          hint(
              Id.CONN_REUSE,
              REUSE + " and " + TRACKING + " are 1, and the kernel is " + release,
              "before Linux 5.9, a client that uses a port again waits for a second, because the"
                  + " director drops the first packet of the connection",
              set(REUSE, "0")));
    }
    if (services.stream().anyMatch(DirectorHints::hasUdp) && is(EXPIRE, "0", services)) {
      hints.add(
          hint(
              Id.EXPIRE_NODEST,
              EXPIRE + " is 0, and a virtual server is for UDP",
              "after a real server was removed, the director drops the packets of clients that"
                  + " keep their port, as those of DNS and syslog, until they pause for minutes",
              set(EXPIRE, "1")));
    }
    if (services.stream().anyMatch(s -> !s.balancing().sync().isEmpty())
        && is(SLOPPY, "0", services)) {
      hints.add(
          hint(
              Id.SLOPPY,
              SLOPPY + " is 0, and a sync daemon is configured",
              "after a failover, a connection that was not synchronised yet ends, because the"
                  + " director takes no packet but the first one of a connection",
              set(SLOPPY, "1")));
    }
    return hints;
  }

  /** Returns true for a value that no service asks for. */
  private boolean is(SysctlKey key, String value, List<Service> services) {
    return kernel.sysctls().read(key).is(value)
        && services.stream().noneMatch(service -> service.sysctls().containsKey(key));
  }

  private boolean isOld() {
    String[] parts = release.split("[^0-9]+", 3);
    try {
      int major = Integer.parseInt(parts[0]);
      return major < 5 || (major == 5 && Integer.parseInt(parts[1]) < 9);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return false;
    }
  }

  private static boolean hasUdp(Service service) {
    for (VirtualServiceSpec virtual : service.balancing().virtualServers()) {
      if (virtual.service().match() instanceof ServiceMatch.Listener listener
          && listener.protocol() == Protocol.UDP
          && virtual.servers().size() > 1) {
        return true;
      }
    }
    return false;
  }

  private static String set(SysctlKey key, String value) {
    return "add sysctls: {%s: %s} to the service, which is also what keeps this line away"
        .formatted(key, value);
  }

  private static Diagnosis hint(Id id, String found, String why, String mend) {
    return new Diagnosis(id, Grade.MAY_BREAK, "net/ipv4/vs", found, why, mend);
  }
}
