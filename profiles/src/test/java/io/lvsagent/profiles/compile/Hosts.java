package io.lvsagent.profiles.compile;

import io.lvsagent.iface.route.Link;
import io.lvsagent.sysctl.Reading;
import io.lvsagent.sysctl.SysctlKey;
import java.util.List;
import java.util.Map;

/** Facts of hosts that services are compiled for. */
public final class Hosts {
  private static final int UP = 0x1;
  private static final int LOOPBACK = 0x8;
  private static final int NOARP = 0x80;

  /** One device of each kind: eth1 is down, eth2 is a port of br0, wg0 does no ARP. */
  static final List<Link> LINKS =
      List.of(
          new Link(1, "lo", "", UP | LOOPBACK, 0, ""),
          new Link(2, "eth0", "", UP, 0, ""),
          new Link(3, "eth1", "", 0, 0, ""),
          new Link(4, "br0", "bridge", UP, 0, ""),
          new Link(5, "eth2", "", UP, 4, "bridge"),
          new Link(6, "eth0.100", "vlan", UP, 8, "vrf"),
          new Link(7, "wg0", "wireguard", UP | NOARP, 0, ""),
          new Link(8, "blue", "vrf", UP | NOARP, 0, ""));

  private Hosts() {}

  /** All parameters are 0 except {@code all/rp_filter} 1 and {@code eth1/rp_filter} 2. */
  public static HostFacts oneOfEach() {
    return with(
        Map.of(
            "net/ipv4/conf/all/rp_filter", "1",
            "net/ipv4/conf/eth1/rp_filter", "2"));
  }

  static HostFacts with(Map<String, String> values) {
    return new HostFacts(LINKS, key -> reading(values, key));
  }

  private static Reading reading(Map<String, String> values, SysctlKey key) {
    return new Reading.Found(values.getOrDefault(key.toString(), "0"));
  }
}
