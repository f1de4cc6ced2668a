package io.lvsagent.profiles.model;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Neighbour;
import java.util.List;

/**
 * Hosts that a service reaches directly on its device, whatever subnet they are in, such as the
 * real servers of a director.
 *
 * @param neighbours permanent neighbour entries, which need no answer from the host
 * @param routes hosts that get a route to the device
 */
public record OnLinkHosts(List<Neighbour> neighbours, List<Ip> routes) {
  public OnLinkHosts {
    neighbours = List.copyOf(neighbours);
    routes = List.copyOf(routes);
  }
}
