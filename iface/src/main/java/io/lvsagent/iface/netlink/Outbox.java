package io.lvsagent.iface.netlink;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Messages that are to go as one datagram. */
final class Outbox {
  private final ByteBuffer bytes;
  private final MessageWriter out;
  private int last;

  Outbox(int capacity) {
    bytes = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
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
   * Adds a message, or, when it does not fit (BufferOverflowException) or says that it cannot be
   * sent ({@link NetlinkException}), nothing.
   */
  void put(Message message, int sequence, int port) {
    int start = bytes.position();
    try {
      out.begin(sequence, port);
      message.write(out);
      out.end();
      last = start;
    } catch (BufferOverflowException | NetlinkException nothing) {
      bytes.position(start);
      throw nothing;
    }
  }

  /** Errors come unasked: an ACK of the last message says that all before it were dealt with. */
  void acknowledgeLast() {
    int at = last + NlMsgHdr.FLAGS_OFFSET;
    bytes.putShort(at, (short) (bytes.getShort(at) | NlMsgHdr.NLM_F_ACK));
  }

  /** What was added, ready to be sent. */
  ByteBuffer datagram() {
    return bytes.flip();
  }
}
