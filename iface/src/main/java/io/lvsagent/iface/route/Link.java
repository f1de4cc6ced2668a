package io.lvsagent.iface.route;

/**
 * A network device (linux/if_link.h, struct ifinfomsg).
 *
 * @param index unique in its namespace and not used again for a re-created device of the same name
 * @param kind IFLA_INFO_KIND such as {@code ipip}, or empty for hardware and lo
 * @param flags IFF_* of linux/if.h
 * @param master index of the bridge, bond, team or VRF that it is a port of, or 0
 * @param masterKind kind of that master, or empty
 */
public record Link(int index, String name, String kind, int flags, int master, String masterKind) {
  private static final int IFF_UP = 0x1;
  private static final int IFF_LOOPBACK = 0x8;
  private static final int IFF_RUNNING = 0x40;
  private static final int IFF_NOARP = 0x80;

  public boolean isUp() {
    return (flags & IFF_UP) != 0;
  }

  /** Up and with carrier, and the kernel has seen to that: what it sends is not dropped. */
  public boolean isRunning() {
    return isUp() && (flags & IFF_RUNNING) != 0;
  }

  public boolean isLoopback() {
    return (flags & IFF_LOOPBACK) != 0;
  }

  public boolean isNoArp() {
    return (flags & IFF_NOARP) != 0;
  }

  /** Its packets belong to the master (bridge, bond, team); a port of a VRF keeps its layer 3. */
  public boolean isPort() {
    return master != 0 && !masterKind.equals("vrf");
  }

  /** Answers and asks by ARP: neither loopback nor NOARP nor a port; up or not. */
  public boolean doesArp() {
    return !isLoopback() && !isNoArp() && !isPort();
  }
}
