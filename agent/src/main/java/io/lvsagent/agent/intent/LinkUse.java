package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.LinkItem;
import io.lvsagent.agent.host.NeighbourItem;
import io.lvsagent.agent.host.RouteItem;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Neighbour;
import java.util.Optional;
import java.util.Set;

/** Finds what a device would lose if it went down. */
final class LinkUse {
  private LinkUse() {}

  /**
   * Describes the first address, neighbour or route of a device that is not about to be released.
   * Loopback addresses and those that a device makes by itself do not count, because they come
   * back.
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
      boolean ignored =
          released.contains(item.key())
              || item.route().destination().equals(LinkItem.IPV4_COMPATIBLE);
      if (item.route().device().equals(device) && !ignored) {
        return Optional.of("a route to " + item.route().destination());
      }
    }
    return Optional.empty();
  }

  private static boolean comesBack(Ip ip) {
    return ip.isV6() ? LinkItem.isOwn(ip) : Bystanders.LOOPBACK.contains(ip);
  }
}
