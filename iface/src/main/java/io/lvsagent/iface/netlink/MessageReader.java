package io.lvsagent.iface.netlink;

import java.nio.ByteBuffer;

/** Iterates over the messages of one datagram. */
final class MessageReader {
  private final ByteBuffer in;
  private int start;
  private int next;

  /** Reads from position 0 to the buffer's limit. The buffer has the machine's byte order. */
  MessageReader(ByteBuffer in) {
    this.in = in;
  }

  /** Starts again at position 0 after the buffer was refilled. */
  void rewind() {
    next = 0;
  }

  /**
   * Moves to the next message. Returns false, and stays on the last message, if there is none.
   * Throws {@link MalformedMessage} if the message is cut.
   */
  boolean next() {
    int left = in.limit() - next;
    if (left <= 0) {
      return false;
    }
    if (left < NlMsgHdr.LENGTH) {
      throw new MalformedMessage("message header cut after " + left + " bytes");
    }
    int length = in.getInt(next);
    if (length < NlMsgHdr.LENGTH || length > left) {
      throw new MalformedMessage("message of " + length + " bytes in " + left);
    }
    start = next;
    next = start + NlMsgHdr.align(length);
    return true;
  }

  int length() {
    return in.getInt(start);
  }

  int type() {
    return in.getShort(start + NlMsgHdr.TYPE_OFFSET) & 0xffff;
  }

  int flags() {
    return in.getShort(start + NlMsgHdr.FLAGS_OFFSET) & 0xffff;
  }

  boolean has(int flag) {
    return (flags() & flag) != 0;
  }

  int sequence() {
    return in.getInt(start + 8);
  }

  int port() {
    return in.getInt(start + 12);
  }

  PayloadReader payload() {
    return new PayloadReader(in, start + NlMsgHdr.LENGTH, start + length());
  }
}
