package io.lvsagent.iface.netlink;

/**
 * A message of a made-up family.
 *
 * @param length payload length in bytes; 0 is a message that cannot be sent
 */
record Order(int number, int length, boolean endsBatch) implements Message {
  static final int TYPE = 102;

  static Order of(int number) {
    return new Order(number, 4, false);
  }

  @Override
  public void write(MessageWriter out) {
    out.header(TYPE, NlMsgHdr.NLM_F_CREATE);
    out.u32(number);
    if (length == 0) {
      throw new NetlinkException(toString(), Errno.ENODEV, "");
    }
    for (int i = 4; i < length; i += 4) {
      out.u32(0);
    }
  }

  @Override
  public String toString() {
    return "order " + number;
  }
}
