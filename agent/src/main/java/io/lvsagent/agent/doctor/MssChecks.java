package io.lvsagent.agent.doctor;

import io.lvsagent.agent.doctor.Diagnosis.Grade;
import io.lvsagent.agent.doctor.Diagnosis.Id;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netlink.FouQuery;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Lookup;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.RoutingPolicy;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.wire.DeviceSettings;
import io.lvsagent.profiles.model.DeviceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds routes to clients with an MSS that is too large for a tunnel. A client sends segments as
 * large as the MSS that the real server offers it, which the kernel takes from the route of the
 * answer (ipv4_default_advmss in route.c), and the director has to wrap them.
 */
final class MssChecks {
  private static final Ip FAR = Ip.parse("192.0.0.8");
  private static final Ip FAR_IPV6 = Ip.parse("3fff::8");
  private static final int TCP_AND_IPV4 = 40;
  private static final int TCP_AND_IPV6 = 60;
  private static final int UDP_AND_GUE = 12;

  private final Rtnetlink kernel;
  private final List<Link> links;
  private final List<FouQuery.Port> ports;
  private final DeviceSettings settings;

  /**
   * @param ports those on which the host unwraps tunnels in UDP
   */
  MssChecks(
      Rtnetlink kernel, List<Link> links, List<FouQuery.Port> ports, DeviceSettings settings) {
    this.kernel = kernel;
    this.links = links;
    this.ports = ports;
    this.settings = settings;
  }

  List<Diagnosis> of(List<Receiver> receivers) {
    List<Diagnosis> found = new ArrayList<>();
    receivers.forEach(receiver -> of(receiver).ifPresent(found::add));
    return found;
  }

  private Optional<Diagnosis> of(Receiver receiver) {
    boolean v6 = receiver.vip().isV6();
    Ip vip = receiver.vip().first().ip();
    Ip client =
        receiver.service().clients().stream()
            .filter(ip -> ip.isV6() == v6)
            .findFirst()
            .orElse(v6 ? FAR_IPV6 : FAR);
    Optional<Route> answer =
        RoutingPolicy.of(kernel, v6)
            .deciding(new Lookup.Sent(client, Optional.of(vip)))
            .route()
            .filter(route -> !route.device().isEmpty());
    int widest = widest(receiver);
    if (answer.isEmpty() || widest == 0) {
      return Optional.empty();
    }
    Route route = answer.get();
    int headers = v6 ? TCP_AND_IPV6 : TCP_AND_IPV4;
    int mss =
        route
            .metric("advmss")
            .orElseGet(
                () -> route.metric("mtu").orElseGet(() -> settings.mtu(route.device())) - headers);
    boolean inUdp = ports.stream().anyMatch(port -> port.v6() == receiver.outerV6());
    int room = widest - receiver.overhead() - (inUdp ? UDP_AND_GUE : 0) - headers;
    return mss <= room
        ? Optional.empty()
        : Optional.of(diagnosis(receiver, route, mss, room, widest));
  }

  /**
   * Returns the largest MTU of the devices that wrapped packets may come by; 0 if there is none.
   */
  private int widest(Receiver receiver) {
    List<String> uplinks = receiver.service().uplinks().stream().map(DeviceName::name).toList();
    int widest = 0;
    for (Link link : links) {
      if (uplinks.isEmpty() ? link.doesArp() && link.isUp() : uplinks.contains(link.name())) {
        widest = Math.max(widest, settings.mtu(link.name()));
      }
    }
    return widest;
  }

  private static Diagnosis diagnosis(
      Receiver receiver, Route route, int mss, int room, int widest) {
    return new Diagnosis(
        Id.MTU_MSS,
        Grade.MAY_BREAK,
        "route " + route,
        "service %s offers clients an MSS of %d; the tunnel has room for %d in an MTU of %d"
            .formatted(receiver.service().name(), mss, room, widest),
        "full packets of a client do not fit once the director has wrapped them: it asks the client"
            + " by ICMP to send less, and a client that does not hear it waits in vain",
        mend(receiver, route, room));
  }

  /** A route that cannot be written as one line must not be replaced by one. */
  private static String mend(Receiver receiver, Route route, int room) {
    if (route.hasNexthops() || !route.isTextComplete()) {
      return "add advmss " + room + " to the route where it is configured";
    }
    String ip = receiver.vip().isV6() ? "ip -6" : "ip";
    return "run %s route change %s advmss %d, and write the advmss where the route is configured"
        .formatted(ip, route.toString().replaceAll(" advmss (lock )?\\d+", ""), room);
  }
}
