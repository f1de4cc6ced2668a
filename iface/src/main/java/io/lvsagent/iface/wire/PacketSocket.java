package io.lvsagent.iface.wire;

import io.lvsagent.iface.libc.Libc;
import io.lvsagent.iface.libc.NativeBuffer;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.route.Link;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A packet socket (packet(7)) on one Ethernet device. It stays in the network namespace of the
 * thread that opened it. Methods throw {@link NetlinkException} if the kernel refuses a call: EPERM
 * without CAP_NET_RAW, ENETDOWN if the device is down.
 */
public final class PacketSocket implements AutoCloseable {
  private static final int SO_SNDTIMEO = 21;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int BUFFER_BYTES = 1 << 22;

  private static final int ARPHRD_ETHER = 1;
  private static final long TIMEOUT_SECONDS = 1;

  /** Frames between two pauses, because switches and hosts drop broadcasts in a flood. */
  private static final int BURST = 64;

  private static final long PAUSE_NANOS = 1_000_000;

  /** struct sockaddr_ll (linux/if_packet.h). */
  private static final int ADDRESS_LENGTH = 20;

  private static final int ADDRESS_HARDWARE_TYPE = 8;
  private static final int ADDRESS_HARDWARE = 12;

  private final int fd;
  private final String device;
  private final Optional<Consumer<String>> trace;
  private final ByteBuffer frame = ByteBuffer.allocateDirect(Frame.LONGEST);
  private final ByteBuffer address = NativeBuffer.allocate(ADDRESS_LENGTH);
  private final ByteBuffer addressLength = NativeBuffer.allocate(Integer.BYTES);
  private Mac mac = Mac.NONE;
  private int sent;

  private PacketSocket(int fd, String device, Optional<Consumer<String>> trace) {
    this.fd = fd;
    this.device = device;
    this.trace = trace;
  }

  /** Opens a socket of no protocol, so that nothing arrives before the filter is attached. */
  static PacketSocket open(
      Link link, Optional<ByteBuffer> filter, Optional<Consumer<String>> trace) {
    int fd = open();
    PacketSocket socket = new PacketSocket(fd, link.name(), trace);
    String why = "";
    int outcome = filter.isPresent() ? Libc.attachFilter(fd, filter.get()) : 0;
    outcome = outcome < 0 ? outcome : socket.bind(link.index(), filter.isPresent());
    if (outcome == 0 && socket.hardwareType() != ARPHRD_ETHER) {
      outcome = -Errno.EOPNOTSUPP;
      why = "hardware type " + socket.hardwareType() + " is not Ethernet";
    }
    if (outcome < 0) {
      socket.close();
      throw new NetlinkException("bind a packet socket to " + link.name(), -outcome, why);
    }
    return socket;
  }

  private static int open() {
    int fd = Libc.socket(Libc.AF_PACKET, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw new NetlinkException("open a packet socket", -fd, "");
    }
    return fd;
  }

  static void require() {
    Libc.close(open());
  }

  /** Binds the socket and reads the device's hardware address (packet_getname in af_packet.c). */
  private int bind(int index, boolean listening) {
    ByteBuffer timeout = NativeBuffer.allocate(2 * Long.BYTES).putLong(0, TIMEOUT_SECONDS);
    Libc.setsockopt(fd, Libc.SOL_SOCKET, SO_SNDTIMEO, timeout);
    address.putShort(0, (short) Libc.AF_PACKET).putInt(4, index);
    address.put(3, (byte) (listening ? EthHdr.ETH_P_ALL : 0));
    int outcome = Libc.bind(fd, address);
    outcome = outcome < 0 ? outcome : Libc.getsockname(fd, address);
    mac = Mac.read(address.duplicate(), ADDRESS_HARDWARE);
    return outcome;
  }

  private int hardwareType() {
    return address.getShort(ADDRESS_HARDWARE_TYPE) & 0xffff;
  }

  /** Returns the hardware address of the device. */
  public Mac mac() {
    return mac;
  }

  /** Makes room for many answers; without CAP_NET_ADMIN, there is less. */
  void widen() {
    ByteBuffer bytes = NativeBuffer.allocate(Integer.BYTES).putInt(0, BUFFER_BYTES);
    Libc.setsockopt(fd, Libc.SOL_SOCKET, SO_RCVBUFFORCE, bytes);
  }

  /** Returns the MTU of the device. */
  public int mtu() {
    return DeviceSettings.mtu(fd, device);
  }

  /** Sends a frame. Pauses 1 ms in every 64 frames. */
  public void send(Frame.Sendable message) {
    if (sent++ % BURST == BURST - 1) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    message.write(frame.clear());
    frame.flip();
    trace.ifPresent(lines -> lines.accept("> " + traced(message)));
    int outcome;
    do {
      outcome = Libc.send(fd, frame, 0);
    } while (outcome == -Errno.EINTR);
    if (outcome < 0) {
      throw new NetlinkException("send " + message + " on " + device, -outcome, "");
    }
  }

  /** Returns the next frame received, or empty if there is none. It does not wait. */
  public Optional<Frame> heard() {
    while (true) {
      addressLength.putInt(0, ADDRESS_LENGTH);
      frame.clear();
      int length = Libc.recvfrom(fd, frame, Libc.MSG_DONTWAIT, address, addressLength);
      if (length == -Errno.EAGAIN) {
        return Optional.empty();
      }
      if (length < 0 && length != -Errno.EINTR) {
        throw new NetlinkException("receive on " + device, -length, "");
      }
      Optional<Frame> read = Frame.read(frame.limit(Math.max(length, 0)));
      if (read.isPresent()) {
        trace.ifPresent(lines -> lines.accept("< " + traced(read.get())));
        return read;
      }
    }
  }

  /** Returns {@code ETH_P_ARP dev eth0 len 42: ARP request for … from …, who has …}. */
  private String traced(Frame message) {
    String protocol =
        switch (EthHdr.protocol(frame)) {
          case EthHdr.ETH_P_ARP -> "ETH_P_ARP";
          case EthHdr.ETH_P_IP -> "ETH_P_IP";
          default -> "ETH_P_IPV6";
        };
    String claim = message.claimed().map(ip -> ", who has " + ip).orElse("");
    return "%s dev %s len %d: %s from %s%s"
        .formatted(protocol, device, frame.limit(), message, message.sender(), claim);
  }

  @Override
  public void close() {
    Libc.close(fd);
  }
}
