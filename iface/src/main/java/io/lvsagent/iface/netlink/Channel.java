package io.lvsagent.iface.netlink;

import io.lvsagent.iface.libc.NativeBuffer;
import java.nio.ByteBuffer;

/** Sends and receives datagrams; turns errors of the transport into refusals of a message. */
final class Channel {
  /** The largest datagram of a dump (netlink_dump in af_netlink.c). */
  private static final int RECEIVE_BYTES = 32 * 1024;

  private final Transport transport;
  private final Trace trace;
  private final ByteBuffer inbox = NativeBuffer.allocate(RECEIVE_BYTES);
  private final MessageReader in = new MessageReader(inbox);

  Channel(Transport transport, Trace trace) {
    this.transport = transport;
    this.trace = trace;
  }

  int port() {
    return transport.port();
  }

  /** Returns the reader of the datagram that was received last. */
  MessageReader in() {
    return in;
  }

  void send(ByteBuffer datagram, Message message) {
    int outcome;
    do {
      outcome = transport.send(datagram);
    } while (outcome == -Errno.EINTR);
    if (outcome < 0) {
      throw refusal(message, -outcome, "");
    }
  }

  /** Waits for a datagram. Returns false if the kernel dropped some for lack of room (ENOBUFS). */
  boolean receive(Message request) {
    int outcome;
    do {
      outcome = transport.receive(inbox);
    } while (outcome == -Errno.EINTR);
    in.rewind();
    if (outcome == -Errno.ENOBUFS) {
      inbox.limit(0);
      return false;
    }
    if (outcome < 0) {
      throw refusal(request, outcome == -Errno.EAGAIN ? Errno.ETIMEDOUT : -outcome, "");
    }
    if (inbox.limit() == 0) {
      throw refusal(request, Errno.EBADMSG, "empty answer");
    }
    return true;
  }

  Acknowledgement acknowledgement() {
    Acknowledgement read = Acknowledgement.read(in);
    trace.received(in, read);
    return read;
  }

  static NetlinkException refusal(Message message, int errno, String text) {
    return new NetlinkException(message.toString(), errno, text);
  }

  void close() {
    transport.close();
  }
}
