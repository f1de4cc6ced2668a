package io.lvsagent.profiles;

import io.lvsagent.iface.IpPrefix;
import java.util.List;

/**
 * What a service of a director does to packets before or after they are balanced.
 *
 * @param masqueraded subnets; what they send out through this host leaves with its address
 */
public record PacketRules(List<IpPrefix> masqueraded) {
  public PacketRules {
    masqueraded = List.copyOf(masqueraded);
  }
}
