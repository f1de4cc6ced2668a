package io.lvsagent.iface.netlink;

/** struct genlmsghdr: command, version, reserved (linux/genetlink.h). */
public final class GenlMsgHdr {
  public static final int NETLINK_GENERIC = 16;

  private GenlMsgHdr() {}

  public static void write(MessageWriter out, int command, int version) {
    out.u8(command).u8(version).u16(0);
  }

  /** Skips the four bytes of the header; attributes follow. */
  public static PayloadReader skip(PayloadReader in) {
    return in.skip(4);
  }
}
