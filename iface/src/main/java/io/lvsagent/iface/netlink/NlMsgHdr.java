package io.lvsagent.iface.netlink;

/** struct nlmsghdr and the numbers around it (linux/netlink.h). */
public final class NlMsgHdr {
  public static final int NLM_F_CREATE = 0x400;
  public static final int NLM_F_EXCL = 0x200;
  public static final int NLM_F_REPLACE = 0x100;
  public static final int NLM_F_DUMP = 0x300;

  static final int NLM_F_REQUEST = 0x1;
  static final int NLM_F_MULTI = 0x2;
  static final int NLM_F_ACK = 0x4;
  static final int NLM_F_DUMP_INTR = 0x10;
  static final int NLM_F_CAPPED = 0x100;
  static final int NLM_F_ACK_TLVS = 0x200;

  static final int NLMSG_NOOP = 1;
  static final int NLMSG_ERROR = 2;
  static final int NLMSG_DONE = 3;
  static final int NLMSG_OVERRUN = 4;

  /** Types below this one belong to netlink itself. */
  static final int NLMSG_MIN_TYPE = 16;

  static final int LENGTH = 16;
  static final int TYPE_OFFSET = 4;
  static final int FLAGS_OFFSET = 6;

  private NlMsgHdr() {}

  /** Rounds up to a multiple of four, as NLMSG_ALIGN and NLA_ALIGN do. */
  static int align(int length) {
    return length + 3 & ~3;
  }
}
