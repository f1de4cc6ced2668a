package io.lvsagent.agent.doctor;

import io.lvsagent.agent.doctor.Diagnosis.Grade;
import io.lvsagent.agent.doctor.Diagnosis.Id;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.route.Link;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.DeviceName;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds devices of services that are ports of a bridge, bond or team. The kernel takes what comes
 * in by a port for what came in by its master (netdev_master_upper_dev_link), whose addresses and
 * parameters count.
 */
final class PortChecks {
  private final Map<String, String> masters = new HashMap<>();

  PortChecks(List<Link> links) {
    Map<Integer, String> names = new HashMap<>();
    links.forEach(link -> names.put(link.index(), link.name()));
    for (Link link : links) {
      if (link.isPort()) {
        masters.put(link.name(), names.getOrDefault(link.master(), "another device"));
      }
    }
  }

  List<Diagnosis> of(List<Service> services, Map<Key, Expectation> desired) {
    List<Diagnosis> found = new ArrayList<>();
    for (Service service : services) {
      service.device().flatMap(name -> named(name, "device", service)).ifPresent(found::add);
      for (DeviceName uplink : service.uplinks()) {
        named(uplink, "uplink", service).ifPresent(found::add);
      }
    }
    for (Map.Entry<Key, Expectation> want : desired.entrySet()) {
      if (found.isEmpty() && want.getKey().kind() == Kind.SYSCTL) {
        parameter(SysctlKey.parse(want.getKey().name()), want.getValue()).ifPresent(found::add);
      }
    }
    return found;
  }

  private Optional<Diagnosis> named(DeviceName name, String as, Service service) {
    return Optional.ofNullable(masters.get(name.name()))
        .map(
            master ->
                new Diagnosis(
                    Id.PORT_OF_BRIDGE,
                    Grade.BROKEN,
                    "device " + name.name(),
                    "%s, %s of service %s, is a port of %s"
                        .formatted(name.name(), as, service.name(), master),
                    "%s receives what comes in by %s: addresses and ARP parameters count there, and"
                            .formatted(master, name.name())
                        + " start refuses the service",
                    "name " + master + " in the config instead"));
  }

  private Optional<Diagnosis> parameter(SysctlKey key, Expectation want) {
    return key.device()
        .map(masters::get)
        .map(
            master ->
                new Diagnosis(
                    Id.PORT_OF_BRIDGE,
                    Grade.MAY_BREAK,
                    key.toString(),
                    "service %s sets it, and %s is a port of %s"
                        .formatted(
                            String.join(", ", want.services()), key.device().orElseThrow(), master),
                    "it has no effect there: " + master + " receives what comes in by its ports",
                    "name " + key.on(master) + " in the profile or the sysctls instead"));
  }
}
