package io.lvsagent.profiles.model;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Neighbour;
import java.util.List;

/**
 * Hosts that a service reaches on its device itself, whatever they answer and whatever subnet they
 * are in: a director its real servers.
 *
 * @param neighbours known without being asked for
 * @param routes each is routed to the device
 */
public record OnLinkHosts(List<Neighbour> neighbours, List<Ip> routes) {
  public OnLinkHosts {
    neighbours = List.copyOf(neighbours);
    routes = List.copyOf(routes);
  }
}
