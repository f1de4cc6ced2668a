package io.lvsagent.sysctl;

/**
 * How the kernel combines conf/all with the value of the device that counts (linux/inetdevice.h,
 * IN_DEV_MAXCONF, IN_DEV_ORCONF, IN_DEV_ANDCONF).
 */
public enum Combination {
  MAX,
  OR,
  /** AND where the device forwards, else OR. */
  AND_WHERE_FORWARDING,
  /** conf/all has no say. */
  OWN;

  /** The rule for a parameter of a device; OWN for one that we do not know, and for IPv6. */
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

  /** The value that counts on the wire; truth values are 0 and 1. */
  public int combine(int all, int own, boolean forwarding) {
    return switch (this) {
      case MAX -> Math.max(all, own);
      case OR -> all != 0 || own != 0 ? 1 : 0;
      case AND_WHERE_FORWARDING ->
          (forwarding ? all != 0 && own != 0 : all != 0 || own != 0) ? 1 : 0;
      case OWN -> own;
    };
  }

  /** What a combined value does to a VIP of scope global on lo, or arriving through a tunnel. */
  public enum Effect {
    SOUND,
    /** Answers ARP for the VIP, or asks with it as source. */
    LEAKS,
    /** No longer answers ARP for the host's own address. */
    MUTES,
    /** Drops packets whose way back is another device. */
    DROPS
  }

  /** The effect of a combined value on a device that does ARP or, for rp_filter, decapsulates. */
  public static Effect effect(String name, int combined) {
    return switch (name) {
      case "arp_ignore" ->
          switch (combined) {
            case 1, 2 -> Effect.SOUND;
            case 8 -> Effect.MUTES;
            default -> Effect.LEAKS;
          };
      case "arp_announce" -> combined == 2 ? Effect.SOUND : Effect.LEAKS;
      case "rp_filter" -> combined == 1 ? Effect.DROPS : Effect.SOUND;
      default -> Effect.SOUND;
    };
  }
}
