package io.lvsagent.iface.ipvs;

import java.util.Set;

/**
 * A virtual service. Its match identifies it; the other components are its value.
 *
 * @param scheduler name of the kernel's scheduler, such as {@code wlc}
 * @param flags scheduler flags and one-packet scheduling
 * @param persistence seconds for which a client stays with its real server, 0 to 4294967295; 0 is
 *     off
 * @param mask length in bits of the prefix that counts as one client: 0 to 32, for IPv6 1 to 128,
 *     or {@link #MASK_WITH_HOLES}; all bits if the service is not persistent
 * @param engine persistence engine such as {@code sip}, or empty
 */
public record VirtualService(
    ServiceMatch match,
    String scheduler,
    Set<Flag> flags,
    long persistence,
    int mask,
    String engine) {
  /**
   * The mask of a service whose IPv4 mask is not a prefix, such as 255.0.255.0, which {@code
   * ipvsadm} accepts. It is only read, never written; {@code ipvsadm} refuses our text for it.
   */
  public static final int MASK_WITH_HOLES = -1;

  /** IP_VS_SVC_F_* except those that follow from other components. */
  public enum Flag {
    ONE_PACKET(0x4),
    SCHED_1(0x8),
    SCHED_2(0x10),
    SCHED_3(0x20);

    private final int bit;

    Flag(int bit) {
      this.bit = bit;
    }

    public int bit() {
      return bit;
    }
  }

  public VirtualService {
    flags = Set.copyOf(flags);
    if (persistence < 0 || persistence > 0xffff_ffffL) {
      throw new IllegalArgumentException(
          "persistence of " + persistence + " s is not in 0..4294967295");
    }
    int first = match.isV6() ? 1 : MASK_WITH_HOLES;
    int bits = match.isV6() ? 128 : 32;
    if (persistence == 0) {
      mask = bits;
    } else if (mask < first || mask > bits) {
      throw new IllegalArgumentException(
          "mask of " + mask + " bits is not in " + Math.max(first, 0) + ".." + bits);
    }
  }

  /** Returns the 32 bits of an IPv4 service's mask. */
  int netmask() {
    return mask == 0 ? 0 : -1 << 32 - mask;
  }

  /** Returns the arguments of {@code ipvsadm}: {@code -t 192.0.2.10:80 -s wlc -p 300}. */
  @Override
  public String toString() {
    return IpvsadmText.service(this);
  }
}
