package io.lvsagent.iface.netlink;

/**
 * The end of an answer: NLMSG_ERROR (struct nlmsgerr) or NLMSG_DONE, with the text of the extended
 * ACK (linux/netlink.h).
 *
 * @param errno positive, or 0 for success
 * @param text NLMSGERR_ATTR_MSG, or empty
 */
record Acknowledgement(int errno, String text) {
  private static final int NLMSGERR_ATTR_MSG = 1;

  static Acknowledgement read(MessageReader message) {
    PayloadReader in = message.payload();
    boolean done = message.type() == NlMsgHdr.NLMSG_DONE;
    int errno = done && in.isEmpty() ? 0 : -in.s32();
    if (!message.has(NlMsgHdr.NLM_F_ACK_TLVS)) {
      return new Acknowledgement(errno, "");
    }
    if (!done) {
      skipRequest(in, message.has(NlMsgHdr.NLM_F_CAPPED));
    }
    return new Acknowledgement(errno, in.attributes().text(NLMSGERR_ATTR_MSG));
  }

  /**
   * Skips the request that the kernel repeats: its header alone with NETLINK_CAP_ACK or on success,
   * otherwise all of it.
   */
  private static void skipRequest(PayloadReader in, boolean capped) {
    int length = in.s32();
    int rest = capped ? NlMsgHdr.LENGTH : NlMsgHdr.align(length);
    in.skip(rest - Integer.BYTES);
  }

  NetlinkException refusal(Message request) {
    return new NetlinkException(request.toString(), errno, text);
  }

  @Override
  public String toString() {
    String outcome = errno == 0 ? "ok" : Errno.describe(errno);
    return text.isEmpty() ? outcome : outcome + ": " + text;
  }
}
