package io.lvsagent.iface.ipvs;

import java.util.Set;

/**
 * A virtual service; identity is what it matches, all else is value.
 *
 * @param scheduler name of the kernel's scheduler, such as {@code wlc}
 * @param flags of the scheduler, and one-packet scheduling
 * @param persistence seconds for which a client stays with its real server; 0: it does not
 * @param mask prefix length in bits of what counts as one client: 0 to 32, for IPv6 1 to 128, or
 *     {@link #MASK_WITH_HOLES}; all bits where it is not persistent
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
   * An IPv4 mask that no prefix length says, such as 255.0.255.0, which {@code ipvsadm} takes. It
   * is read so, and never written: {@code ipvsadm} refuses our text for it.
   */
  public static final int MASK_WITH_HOLES = -1;

  /** IP_VS_SVC_F_* but for those that follow from the rest. */
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

  /** The 32 bits of an IPv4 service's mask. */
  int netmask() {
    return mask == 0 ? 0 : -1 << 32 - mask;
  }

  /** As {@code ipvsadm} takes it: {@code -t 192.0.2.10:80 -s wlc -p 300}. */
  @Override
  public String toString() {
    return IpvsadmText.service(this);
  }
}
