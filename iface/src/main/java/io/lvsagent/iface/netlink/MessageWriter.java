package io.lvsagent.iface.netlink;

import io.lvsagent.iface.ByteText;
import java.nio.ByteBuffer;

/**
 * Writes messages one after another: the header, the fields of the family's struct, then
 * attributes. It fills in lengths and padding. Every method throws BufferOverflowException if the
 * buffer is full.
 */
public final class MessageWriter {
  private final ByteBuffer out;
  private int start;

  /** The buffer has the machine's byte order. */
  MessageWriter(ByteBuffer out) {
    this.out = out;
  }

  void begin(int sequence, int port) {
    start = out.position();
    out.putLong(0).putInt(sequence).putInt(port);
  }

  /**
   * Sets the message's type and flags; each message calls this before it writes anything else.
   *
   * @param type such as RTM_NEWADDR
   * @param flags NLM_F_* without NLM_F_REQUEST, which every message has, and NLM_F_ACK
   */
  public MessageWriter header(int type, int flags) {
    out.putShort(start + NlMsgHdr.TYPE_OFFSET, (short) type);
    out.putShort(start + NlMsgHdr.FLAGS_OFFSET, (short) (flags | NlMsgHdr.NLM_F_REQUEST));
    return this;
  }

  void end() {
    out.putInt(start, out.position() - start);
  }

  public MessageWriter u8(int value) {
    out.put((byte) value);
    return this;
  }

  public MessageWriter u16(int value) {
    out.putShort((short) value);
    return this;
  }

  public MessageWriter u32(int value) {
    out.putInt(value);
    return this;
  }

  public MessageWriter attribute(int type, byte[] value) {
    int mark = beginAttribute(type);
    out.put(value);
    endAttribute(mark);
    return this;
  }

  public MessageWriter attribute(int type, int value) {
    int mark = beginAttribute(type);
    out.putInt(value);
    endAttribute(mark);
    return this;
  }

  public MessageWriter attributeU8(int type, int value) {
    return attribute(type, new byte[] {(byte) value});
  }

  public MessageWriter attributeU16(int type, int value) {
    int mark = beginAttribute(type);
    out.putShort((short) value);
    endAttribute(mark);
    return this;
  }

  /** Writes the lower 16 bits in network order, as ports are stored. */
  public MessageWriter attributeBe16(int type, int value) {
    return attribute(type, new byte[] {(byte) (value >> 8), (byte) value});
  }

  /** Writes the value in network order. */
  public MessageWriter attributeBe32(int type, int value) {
    return attribute(type, ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
  }

  /** Writes a string and its terminating NUL. */
  public MessageWriter attribute(int type, String value) {
    return attribute(type, ByteText.bytes(value + "\0"));
  }

  /**
   * Starts an attribute that holds fields or other attributes. Returns the mark to pass to {@link
   * #endAttribute}.
   */
  public int beginAttribute(int type) {
    int mark = out.position();
    out.putShort((short) 0).putShort((short) type);
    return mark;
  }

  /**
   * Ends an attribute and pads it. Its length field does not count the padding (linux/netlink.h,
   * struct nlattr).
   */
  public void endAttribute(int mark) {
    int length = out.position() - mark;
    out.putShort(mark, (short) length);
    for (int i = length; i < NlMsgHdr.align(length); i++) {
      out.put((byte) 0);
    }
  }
}
