package io.lvsagent.iface.netlink;

import io.lvsagent.iface.libc.Libc;
import io.lvsagent.iface.libc.NativeBuffer;
import java.nio.ByteBuffer;

/** A netlink socket. It stays in the network namespace of the thread that opened it. */
public final class NetlinkSocket implements Transport {
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_CAP_ACK = 10;
  private static final int NETLINK_EXT_ACK = 11;
  private static final int NETLINK_GET_STRICT_CHK = 12;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_RCVBUF = 8;
  private static final int MSG_TRUNC = 0x20;
  private static final long TIMEOUT_SECONDS = 5;

  /** struct sockaddr_nl: family, pad, port id, groups (linux/netlink.h). */
  private static final int ADDRESS_LENGTH = 12;

  private static final int ADDRESS_PORT = 4;
  private static final int ADDRESS_GROUPS = 8;

  private final int fd;
  private final ByteBuffer address = NativeBuffer.allocate(ADDRESS_LENGTH);
  private final ByteBuffer addressLength = NativeBuffer.allocate(Integer.BYTES);
  private int port;
  private boolean closed;

  private NetlinkSocket(int fd) {
    this.fd = fd;
  }

  /**
   * Opens a socket of a protocol such as NETLINK_ROUTE. Throws {@link NetlinkException} if the
   * kernel refuses it.
   */
  public static NetlinkSocket open(int protocol) {
    return open(protocol, 0);
  }

  /** Opens a socket that also gets the messages of multicast groups, a bit for each group. */
  static NetlinkSocket open(int protocol, int groups) {
    int fd = Libc.socket(Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, protocol);
    if (fd < 0) {
      throw new NetlinkException("open a netlink socket", -fd, "");
    }
    NetlinkSocket socket = new NetlinkSocket(fd);
    int outcome = socket.configure(groups);
    if (outcome < 0) {
      socket.close();
      throw new NetlinkException("bind a netlink socket", -outcome, "");
    }
    return socket;
  }

  private int configure(int groups) {
    // All three are newer than Linux 4.10 and optional: without them errors have no text, answers
    // repeat the request, and the kernel does not filter dumps.
    ByteBuffer on = NativeBuffer.allocate(Integer.BYTES).putInt(0, 1);
    Libc.setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, on);
    Libc.setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, on);
    Libc.setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, on);
    ByteBuffer timeout = NativeBuffer.allocate(2 * Long.BYTES).putLong(0, TIMEOUT_SECONDS);
    int outcome = Libc.setsockopt(fd, Libc.SOL_SOCKET, SO_RCVTIMEO, timeout);
    address.putShort(0, (short) Libc.AF_NETLINK).putInt(ADDRESS_GROUPS, groups);
    outcome = outcome < 0 ? outcome : Libc.bind(fd, address);
    outcome = outcome < 0 ? outcome : Libc.getsockname(fd, address);
    port = address.getInt(ADDRESS_PORT);
    return outcome;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public int send(ByteBuffer datagram) {
    return Math.min(Libc.send(fd, datagram, 0), 0);
  }

  @Override
  public int receive(ByteBuffer datagram) {
    return receive(datagram, MSG_TRUNC);
  }

  /** Does the same without waiting: the result is minus EAGAIN if nothing is there. */
  int receiveNow(ByteBuffer datagram) {
    return receive(datagram, MSG_TRUNC | Libc.MSG_DONTWAIT);
  }

  private int receive(ByteBuffer datagram, int flags) {
    datagram.clear();
    int length;
    do {
      addressLength.putInt(0, ADDRESS_LENGTH);
      length = Libc.recvfrom(fd, datagram, flags, address, addressLength);
      // Port id 0 is the kernel; another process may send to this socket too.
    } while (length >= 0 && address.getInt(ADDRESS_PORT) != 0);
    if (length > datagram.capacity()) {
      return -Errno.EMSGSIZE;
    }
    datagram.limit(Math.max(length, 0));
    return Math.min(length, 0);
  }

  /** Returns the descriptor, to wait for it. */
  int fd() {
    return fd;
  }

  /** Sets the room for messages that were not read yet; the kernel doubles it. */
  void setReceiveBuffer(int bytes) {
    Libc.setsockopt(
        fd, Libc.SOL_SOCKET, SO_RCVBUF, NativeBuffer.allocate(Integer.BYTES).putInt(0, bytes));
  }

  /**
   * Runs an ioctl of netdevice(7) in the socket's namespace, which may differ from the thread's.
   * Returns its result or minus errno.
   */
  public int ioctl(int request, ByteBuffer argument) {
    return Libc.ioctl(fd, request, argument);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Libc.close(fd);
    }
  }
}
