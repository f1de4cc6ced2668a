package io.lvsagent.iface.netlink;

import io.lvsagent.iface.libc.NativeBuffer;
import java.nio.ByteBuffer;
import java.util.function.BiPredicate;

/** Hears the messages that the kernel sends to multicast groups. */
public final class Multicasts implements AutoCloseable {
  private static final int RECEIVE_BYTES = 32 * 1024;

  private final NetlinkSocket socket;
  private final ByteBuffer inbox = NativeBuffer.allocate(RECEIVE_BYTES);
  private final MessageReader in = new MessageReader(inbox);

  private Multicasts(NetlinkSocket socket) {
    this.socket = socket;
  }

  /**
   * Joins groups of a protocol.
   *
   * @param groups a bit for each group, the lowest for group 1
   * @param room the bytes that unread messages may take; 0 for what the kernel allows
   */
  public static Multicasts of(int protocol, int groups, int room) {
    NetlinkSocket socket = NetlinkSocket.open(protocol, groups);
    if (room > 0) {
      socket.setReceiveBuffer(room);
    }
    return new Multicasts(socket);
  }

  /** Returns the descriptor, to wait for messages. */
  public int fd() {
    return socket.fd();
  }

  /**
   * Reads all messages that are there. Returns true if one of them matters, or if the kernel
   * dropped some for lack of room.
   *
   * @param matters takes the type and the payload of a message
   */
  public boolean drain(BiPredicate<Integer, PayloadReader> matters) {
    boolean any = false;
    while (true) {
      int outcome = socket.receiveNow(inbox);
      if (outcome == -Errno.EAGAIN) {
        return any;
      }
      if (outcome == -Errno.EINTR) {
        continue;
      }
      in.rewind();
      if (outcome == -Errno.ENOBUFS || outcome == -Errno.EMSGSIZE) {
        any = true;
      } else if (outcome < 0) {
        throw new NetlinkException("hear from the kernel", -outcome, "");
      } else {
        any |= matters(matters, any);
      }
    }
  }

  /** Reads one datagram. */
  private boolean matters(BiPredicate<Integer, PayloadReader> matters, boolean known) {
    try {
      while (!known && in.next()) {
        if (matters.test(in.type(), in.payload())) {
          return true;
        }
      }
      return known;
    } catch (MalformedMessage e) {
      // something happened, whatever it was
      return true;
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
