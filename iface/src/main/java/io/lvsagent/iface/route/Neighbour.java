package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;

/**
 * An entry of a neighbour table (linux/neighbour.h, struct ndmsg). Device and ip identify it; the
 * other components are its value.
 *
 * @param lladdr NDA_LLADDR as {@code ip} prints it, {@code 02:00:00:00:00:21}, or empty if unknown
 * @param state NUD_*
 * @param flags NTF_*, such as NTF_ROUTER
 * @param protocol RTPROT_*, the origin of the entry, or 0
 */
public record Neighbour(String device, Ip ip, String lladdr, int state, int flags, int protocol) {
  private static final int NUD_NOARP = 0x40;
  private static final int NUD_PERMANENT = 0x80;
  private static final int NTF_EXT_LEARNED = 0x10;
  private static final int NTF_ROUTER = 0x80;

  /**
   * Returns an entry that stays until it is deleted, its device goes down or its device loses the
   * last IPv4 address.
   */
  public static Neighbour permanent(String device, Ip ip, String lladdr) {
    return permanent(device, ip, lladdr, 0, 0);
  }

  public static Neighbour permanent(String device, Ip ip, String lladdr, int flags, int protocol) {
    return new Neighbour(device, ip, lladdr, NUD_PERMANENT, flags, protocol);
  }

  /** Returns whether the entry is permanent. The kernel adds and removes all others by itself. */
  public boolean isPermanent() {
    return (state & NUD_PERMANENT) != 0;
  }

  /** Returns whether the kernel learnt the entry from the neighbour or is still asking. */
  public boolean isLearnt() {
    return (state & (NUD_PERMANENT | NUD_NOARP)) == 0 && (flags & NTF_EXT_LEARNED) == 0;
  }

  /**
   * Returns the arguments of {@code ip neighbour replace}: {@code 192.0.2.21 lladdr … dev eth0 nud
   * permanent}.
   */
  @Override
  public String toString() {
    return ip
        + (lladdr.isEmpty() ? "" : " lladdr " + lladdr)
        + " dev "
        + device
        + " nud "
        + (isPermanent() ? "permanent" : "0x" + Integer.toHexString(state))
        + ((flags & NTF_ROUTER) == 0 ? "" : " router")
        + ((flags & NTF_EXT_LEARNED) == 0 ? "" : " extern_learn")
        + (protocol == 0 ? "" : " protocol " + protocol);
  }
}
