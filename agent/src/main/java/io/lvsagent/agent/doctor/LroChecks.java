package io.lvsagent.agent.doctor;

import io.lvsagent.agent.doctor.Diagnosis.Grade;
import io.lvsagent.agent.doctor.Diagnosis.Id;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.wire.DeviceSettings;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.Role;
import io.lvsagent.sysctl.ProcSys;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds devices of a director that merge what they receive (large receive offload). The kernel
 * turns that off where it begins to forward or to bridge (dev_disable_lro in dev.c), and neither
 * afterwards nor for IPVS, which needs no forwarding for direct routing and tunnels.
 */
final class LroChecks {
  private LroChecks() {}

  static List<Diagnosis> of(
      List<Service> services, List<Link> links, ProcSys sysctls, DeviceSettings settings) {
    List<Diagnosis> found = new ArrayList<>();
    if (services.stream().noneMatch(service -> service.role() == Role.DIRECTOR)) {
      return found;
    }
    boolean forwards = sysctls.read(SysctlKey.IP_FORWARD).is("1");
    for (Link link : links) {
      if (link.isUp() && !link.isLoopback() && settings.mergesReceived(link.name())) {
        found.add(diagnosis(link.name(), forwards));
      }
    }
    return found;
  }

  private static Diagnosis diagnosis(String device, boolean forwards) {
    String cause =
        forwards
            ? "somebody has turned it on since ip_forward was set, at which the kernel turns it off"
            : "the kernel turns it off where ip_forward is set, and here it is 0";
    return new Diagnosis(
        Id.LRO,
        Grade.MAY_BREAK,
        "device " + device,
        "large receive offload is on: " + cause,
        "the device merges the packets of a client into one that cannot be cut again as they came,"
            + " so that long requests may be slow or lost",
        "run ethtool -K " + device + " lro off, and set it where the device is configured");
  }
}
