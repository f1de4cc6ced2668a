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

/** Finds what a device would lose if it went down. */
final class LinkUse {
  private LinkUse() {}

  /**
   * Describes the first address, neighbour or route of a device that is not about to be released.
   * Loopback and link-local addresses do not count, because they come back by themselves.
   */
  static Optional<String> of(String device, HostState observed, Set<Key> released) {
    for (AddressItem item : observed.all(AddressItem.class)) {
      Address address = item.address();
      boolean ignored = released.contains(item.key()) || comesBack(address.ip());
      if (address.device().equals(device) && !ignored) {
        return Optional.of(address.ip().toString());
      }
    }
    for (NeighbourItem item : observed.all(NeighbourItem.class)) {
      Neighbour neighbour = item.neighbour();
      if (neighbour.device().equals(device) && !released.contains(item.key())) {
        return Optional.of("the neighbour " + neighbour.ip());
      }
    }
    for (RouteItem item : observed.all(RouteItem.class)) {
      if (item.route().device().equals(device) && !released.contains(item.key())) {
        return Optional.of("a route to " + item.route().destination());
      }
    }
    return Optional.empty();
  }

  private static boolean comesBack(Ip ip) {
    return ip.isV6()
        ? ip.equals(Ip.parse("::1")) || IpPrefix.parse("fe80::/10").contains(ip)
        : Bystanders.LOOPBACK.contains(ip);
  }
}
