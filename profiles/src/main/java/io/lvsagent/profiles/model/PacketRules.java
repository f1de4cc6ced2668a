package io.lvsagent.profiles.model;

import io.lvsagent.iface.IpPrefix;
import java.util.List;

/**
 * Changes that a director's service makes to packets before or after they are balanced.
 *
 * @param masqueraded subnets whose packets leave this host with its own address as the source
 * @param masqueradesClients true if packets of clients that are balanced by address translation do
 * @param peers hardware addresses of directors whose packets this host answers itself instead of
 *     balancing them again
 */
public record PacketRules(
    List<IpPrefix> masqueraded, boolean masqueradesClients, List<String> peers) {
  public PacketRules {
    peers = List.copyOf(peers);
    masqueraded = List.copyOf(masqueraded);
  }
}
