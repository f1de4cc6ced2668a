package io.lvsagent.iface.ipvs;

import java.util.Set;

/**
 * A virtual service; identity is what it matches, all else is value.
 *
 * @param scheduler name of the kernel's scheduler, such as {@code wlc}
 * @param flags of the scheduler, and one-packet scheduling
 * @param persistence seconds for which a client stays with its real server; 0: it does not
 * @param mask prefix length in bits of what counts as one client when persistent: 1 to 32, or to
 *     128
 * @param engine persistence engine such as {@code sip}, or empty
 */
public record VirtualService(
    Match match, String scheduler, Set<Flag> flags, long persistence, int mask, String engine) {
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
  }
}
