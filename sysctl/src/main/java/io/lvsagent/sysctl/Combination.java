package io.lvsagent.sysctl;

/**
 * The rule by which the kernel combines conf/all with a device's own value (linux/inetdevice.h,
 * IN_DEV_MAXCONF, IN_DEV_ORCONF, IN_DEV_ANDCONF).
 */
public enum Combination {
  MAX,
  OR,
  /** AND if the device forwards, otherwise OR. */
  AND_WHERE_FORWARDING,
  /** The device's own value; conf/all is ignored. */
  OWN;

  /** Returns the rule for a device's parameter; OWN for an unknown one and for IPv6. */
  public static Combination of(SysctlKey key) {
    return key.isIpv4() ? of(key.name()) : OWN;
  }

  private static Combination of(String name) {
    return switch (name) {
      case "arp_ignore", "arp_announce", "rp_filter" -> MAX;
      case "send_redirects", "accept_local", "route_localnet", "proxy_arp", "arp_filter" -> OR;
      case "accept_redirects" -> AND_WHERE_FORWARDING;
      default -> OWN;
    };
  }

  /** Returns the combined value. Booleans are 0 and 1. */
  public int combine(int all, int own, boolean forwarding) {
    return switch (this) {
      case MAX -> Math.max(all, own);
      case OR -> all != 0 || own != 0 ? 1 : 0;
      case AND_WHERE_FORWARDING ->
          (forwarding ? all != 0 && own != 0 : all != 0 || own != 0) ? 1 : 0;
      case OWN -> own;
    };
  }

  /** The consequence for a VIP of scope global on lo, or for packets from a tunnel. */
  public enum Consequence {
    SOUND,
    /** Answers ARP for the VIP, or asks with it as source. */
    LEAKS,
    /** No longer answers ARP for the host's own address. */
    MUTES,
    /** Drops packets whose return route uses another device. */
    DROPS
  }

  /**
   * Returns the consequence of a combined value on a device that uses ARP or, for rp_filter, that
   * decapsulates.
   */
  public static Consequence consequence(String name, int combined) {
    return switch (name) {
      case "arp_ignore" ->
          switch (combined) {
            case 1, 2 -> Consequence.SOUND;
            case 8 -> Consequence.MUTES;
            default -> Consequence.LEAKS;
          };
      case "arp_announce" -> combined == 2 ? Consequence.SOUND : Consequence.LEAKS;
      case "rp_filter" -> combined == 1 ? Consequence.DROPS : Consequence.SOUND;
      default -> Consequence.SOUND;
    };
  }

  /**
   * Returns true if a device answers ARP for a local address (arp_ignore in arp.c).
   *
   * @param arpIgnore the combined value on the device
   * @param own true if the device itself holds the address
   * @param inSubnet true if the device has a subnet with both the address and who asks
   * @param visible true for an address whose scope is not host; false for a local route
   */
  public static boolean answersArp(int arpIgnore, boolean own, boolean inSubnet, boolean visible) {
    return switch (arpIgnore) {
      case 1 -> own;
      case 2 -> own && inSubnet;
      case 3 -> visible;
      case 8 -> false;
      default -> true;
    };
  }
}
