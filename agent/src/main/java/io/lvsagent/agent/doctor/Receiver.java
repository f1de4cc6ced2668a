package io.lvsagent.agent.doctor;

import io.lvsagent.agent.host.DeviceItem;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.route.Link;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.Role;
import io.lvsagent.profiles.model.VipRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A device of a real server that unwraps what a director sends by a tunnel.
 *
 * @param vip one of the VIPs for which it does
 * @param outerV6 the family of the packets around those of clients
 * @param protocol the protocol of these packets, as IPPROTO_IPIP
 */
record Receiver(Service service, VipRange vip, String device, boolean outerV6, int protocol) {
  private static final Set<String> KINDS = Set.of("ipip", "sit", "gre", "ip6tnl", "ip6gre");
  private static final int IPPROTO_IPIP = 4;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPPROTO_GRE = 47;
  private static final int IPV4_LENGTH = 20;
  private static final int IPV6_LENGTH = 40;
  private static final int GRE_LENGTH = 4;

  /** Returns one for each device and family of VIPs. */
  static List<Receiver> of(
      List<Service> services, Map<Key, Expectation> desired, List<Link> links) {
    Map<String, String> kinds = new HashMap<>();
    for (Expectation want : desired.values()) {
      if (want.first() instanceof DeviceItem device) {
        kinds.put(device.name(), device.type());
      }
    }
    links.forEach(link -> kinds.put(link.name(), link.kind()));
    List<Receiver> receivers = new ArrayList<>();
    for (Service service : services) {
      if (service.role() == Role.REAL_SERVER) {
        Set<Boolean> families = new HashSet<>();
        for (VipRange vips : service.ranges()) {
          String device = service.holder(vips).orElse("");
          String kind = kinds.getOrDefault(device, "");
          if (KINDS.contains(kind) && families.add(vips.isV6())) {
            boolean outerV6 = kind.startsWith("ip6");
            receivers.add(
                new Receiver(service, vips, device, outerV6, protocol(kind, vips.isV6())));
          }
        }
      }
    }
    return receivers;
  }

  private static int protocol(String kind, boolean innerV6) {
    return kind.endsWith("gre") ? IPPROTO_GRE : innerV6 ? IPPROTO_IPV6 : IPPROTO_IPIP;
  }

  /** Returns the bytes that the director puts before a packet. */
  int overhead() {
    return (outerV6 ? IPV6_LENGTH : IPV4_LENGTH) + (protocol == IPPROTO_GRE ? GRE_LENGTH : 0);
  }
}
