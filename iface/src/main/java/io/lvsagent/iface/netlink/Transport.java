package io.lvsagent.iface.netlink;

import java.nio.ByteBuffer;

/** Takes datagrams to the kernel and brings its answers; errors are results, minus errno. */
interface Transport extends AutoCloseable {
  /** The port id that the kernel's answers are addressed to. */
  int port();

  /** Sends position to limit; returns 0 or minus errno. */
  int send(ByteBuffer datagram);

  /**
   * Fills the buffer from 0 and sets its limit; returns 0 or minus errno: EAGAIN when nothing came
   * in time, EMSGSIZE when the buffer is too small, ENOBUFS when the kernel lost messages.
   */
  int receive(ByteBuffer datagram);

  @Override
  void close();
}
