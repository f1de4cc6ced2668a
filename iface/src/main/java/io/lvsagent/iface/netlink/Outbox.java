package io.lvsagent.iface.netlink;

import io.lvsagent.iface.libc.NativeBuffer;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;

/** Collects messages that are sent as one datagram. */
final class Outbox {
  private final ByteBuffer bytes;
  private final MessageWriter out;
  private int last;

  Outbox(int capacity) {
    bytes = NativeBuffer.allocate(capacity);
    out = new MessageWriter(bytes);
  }

  Outbox clear() {
    bytes.clear();
    return this;
  }

  boolean isEmpty() {
    return bytes.position() == 0;
  }

  /**
   * Adds a message. Adds nothing and throws BufferOverflowException if the message does not fit, or
   * {@link NetlinkException} if it must not be sent.
   */
  void put(Message message, int sequence, int port) {
    int start = bytes.position();
    try {
      out.begin(sequence, port);
      message.write(out);
      out.end();
      last = start;
    } catch (BufferOverflowException | NetlinkException unsent) {
      bytes.position(start);
      throw unsent;
    }
  }

  /**
   * Requests an ACK for the last message, which shows that all before it were processed. The kernel
   * reports errors without being asked to.
   */
  void acknowledgeLast() {
    int at = last + NlMsgHdr.FLAGS_OFFSET;
    bytes.putShort(at, (short) (bytes.getShort(at) | NlMsgHdr.NLM_F_ACK));
  }

  /** Returns the added messages, ready to be sent. */
  ByteBuffer datagram() {
    return bytes.flip();
  }
}
