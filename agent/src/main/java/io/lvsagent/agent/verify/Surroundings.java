package io.lvsagent.agent.verify;

import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds what somebody else has made beside the values of a service, and that keeps it from working.
 * It belongs to no plan, because {@code start} neither makes nor removes it.
 */
final class Surroundings {
  private final Ledger ledger;
  private final ProxyAnswers proxies;
  private final StrayServices strays;
  private final DirectorChecks director;

  Surroundings(Kernel kernel, Ledger ledger, PreparedRun prepared) {
    this.ledger = ledger;
    proxies = new ProxyAnswers(kernel, prepared.observed().links());
    strays = new StrayServices(kernel);
    director = new DirectorChecks(kernel, ledger, prepared);
  }

  /** Returns the findings of a service that is up. */
  List<Finding> of(Service service) {
    if (service.role() == Role.DIRECTOR) {
      return director.of(service);
    }
    List<Finding> findings = new ArrayList<>();
    if (service.profile().vip().isPresent()) {
      findings.addAll(proxies.whileLocal(service.vips(true)));
      findings.addAll(strays.of(service, vipsUp(Role.DIRECTOR)));
    }
    return findings;
  }

  /** Returns the findings of a service that was stopped and whose VIPs no other service has. */
  List<Finding> of(Started stopped) {
    Set<String> needed = vipsUp(Role.DIRECTOR);
    needed.addAll(vipsUp(Role.REAL_SERVER));
    List<IpPrefix> vips = stopped.vips().stream().map(IpPrefix::parse).toList();
    return stopped.holder().isEmpty() ? proxies.whileStopped(without(needed, vips)) : List.of();
  }

  /** Returns the VIPs of the services of a role that are up. */
  private Set<String> vipsUp(Role role) {
    Set<String> vips = new HashSet<>();
    for (Started started : ledger.services().values()) {
      if (started.up() && started.role().equals(role.toString())) {
        vips.addAll(started.vips());
      }
    }
    return vips;
  }

  private static List<IpPrefix> without(Set<String> taken, List<IpPrefix> vips) {
    return vips.stream().filter(vip -> !taken.contains(Started.vip(vip))).toList();
  }
}
