package io.lvsagent.iface.netlink;

import java.nio.ByteBuffer;

/** Sends datagrams to the kernel and receives its answers. Errors are returned as minus errno. */
interface Transport extends AutoCloseable {
  /** Returns the port id that the kernel addresses its answers to. */
  int port();

  /** Sends the bytes from position to limit. Returns 0 or minus errno. */
  int send(ByteBuffer datagram);

  /**
   * Receives a datagram at the start of the buffer and sets the limit to its end. Returns 0 or
   * minus errno: EAGAIN if nothing arrived in time, EMSGSIZE if the buffer is too small, ENOBUFS if
   * the kernel dropped messages.
   */
  int receive(ByteBuffer datagram);

  @Override
  void close();
}
