package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.NeighbourItem;
import io.lvsagent.agent.host.RouteItem;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Neighbour;
import java.util.Optional;
import java.util.Set;

/** What a device would lose by going down. */
final class LinkUse {
  private LinkUse() {}

  /** The first thing on it, for people, that is not among these and not there by itself. */
  static Optional<String> of(String device, HostState observed, Set<Key> going) {
    for (AddressItem item : observed.all(AddressItem.class)) {
      Address address = item.address();
      boolean goes = going.contains(item.key()) || isOfTheDevice(address.ip());
      if (address.device().equals(device) && !goes) {
        return Optional.of(address.ip().toString());
      }
    }
    for (NeighbourItem item : observed.all(NeighbourItem.class)) {
      Neighbour neighbour = item.neighbour();
      if (neighbour.device().equals(device) && !going.contains(item.key())) {
        return Optional.of("the neighbour " + neighbour.ip());
      }
    }
    for (RouteItem item : observed.all(RouteItem.class)) {
      if (item.route().device().equals(device) && !going.contains(item.key())) {
        return Optional.of("a route to " + item.route().destination());
      }
    }
    return Optional.empty();
  }

  private static boolean isOfTheDevice(Ip ip) {
    return ip.isV6()
        ? ip.equals(Ip.parse("::1")) || IpPrefix.parse("fe80::/10").contains(ip)
        : Bystanders.LOOPBACK.contains(ip);
  }
}
