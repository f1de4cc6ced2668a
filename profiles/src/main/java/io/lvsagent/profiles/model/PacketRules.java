package io.lvsagent.profiles.model;

import io.lvsagent.iface.IpPrefix;
import java.util.List;

/**
 * What a service of a director does to packets before or after they are balanced.
 *
 * @param masqueraded subnets; what they send out through this host leaves with its address
 * @param peers hardware addresses of directors that send packets on to this host, for it to answer
 *     and not to balance
 */
public record PacketRules(List<IpPrefix> masqueraded, List<String> peers) {
  public PacketRules {
    peers = List.copyOf(peers);
    masqueraded = List.copyOf(masqueraded);
  }
}
