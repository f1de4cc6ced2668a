package io.lvsagent.iface.wire;

import io.lvsagent.iface.libc.Libc;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.route.Link;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A packet socket (packet(7)) at one Ethernet device, in the network namespace that the calling
 * thread has when it opens it. What the kernel refuses is a {@link NetlinkException}: EPERM without
 * CAP_NET_RAW, ENETDOWN at a device that is down.
 */
public final class PacketSocket implements AutoCloseable {
  private static final int SO_SNDTIMEO = 21;
  private static final int ARPHRD_ETHER = 1;
  private static final long TIMEOUT_SECONDS = 1;

  /** Frames in a row, and nanoseconds after them: switches and hosts drop broadcasts in a flood. */
  private static final int BURST = 64;

  private static final long BREATH = 1_000_000;

  /** struct sockaddr_ll (linux/if_packet.h). */
  private static final int ADDRESS_LENGTH = 20;

  private static final int ADDRESS_HARDWARE_TYPE = 8;
  private static final int ADDRESS_HARDWARE = 12;

  private final int fd;
  private final String device;
  private final Optional<Consumer<String>> trace;
  private final ByteBuffer frame = ByteBuffer.allocateDirect(Frame.LONGEST);
  private final ByteBuffer address = allocate(ADDRESS_LENGTH);
  private final ByteBuffer addressLength = allocate(Integer.BYTES);
  private Mac mac = Mac.NONE;
  private int sent;

  private PacketSocket(int fd, String device, Optional<Consumer<String>> trace) {
    this.fd = fd;
    this.device = device;
    this.trace = trace;
  }

  /** Of no protocol at first: until it is bound to one, it hears nothing past the filter. */
  static PacketSocket open(Link link, boolean listening, Optional<Consumer<String>> trace) {
    int fd = Libc.socket(Libc.AF_PACKET, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw new NetlinkException("open a packet socket", -fd, "");
    }
    PacketSocket socket = new PacketSocket(fd, link.name(), trace);
    String why = "";
    int outcome = listening ? Libc.attachFilter(fd, ClaimFilter.program()) : 0;
    outcome = outcome < 0 ? outcome : socket.bind(link.index(), listening);
    if (outcome == 0 && socket.hardwareType() != ARPHRD_ETHER) {
      outcome = -Errno.EOPNOTSUPP;
      why = "hardware type " + socket.hardwareType() + " is no Ethernet";
    }
    if (outcome < 0) {
      socket.close();
      throw new NetlinkException("bind a packet socket to " + link.name(), -outcome, why);
    }
    return socket;
  }

  /** The kernel fills in what the device's hardware address is (packet_getname in af_packet.c). */
  private int bind(int index, boolean listening) {
    ByteBuffer timeout = allocate(2 * Long.BYTES).putLong(0, TIMEOUT_SECONDS);
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

  /** The device's. */
  public Mac mac() {
    return mac;
  }

  /** Waits a moment now and then. */
  public void send(Frame what) {
    if (sent++ % BURST == BURST - 1) {
      LockSupport.parkNanos(BREATH);
    }
    what.write(frame.clear());
    frame.flip();
    trace.ifPresent(lines -> lines.accept("> " + traced(what)));
    int outcome = Libc.send(fd, frame, 0);
    if (outcome < 0) {
      throw new NetlinkException("send " + what + " by " + device, -outcome, "");
    }
  }

  /** The next that was heard; empty where there is none, without waiting. */
  public Optional<Frame> heard() {
    while (true) {
      addressLength.putInt(0, ADDRESS_LENGTH);
      frame.clear();
      int length = Libc.recvfrom(fd, frame, Libc.MSG_DONTWAIT, address, addressLength);
      if (length == -Errno.EAGAIN) {
        return Optional.empty();
      }
      if (length < 0 && length != -Errno.EINTR) {
        throw new NetlinkException("listen at " + device, -length, "");
      }
      Optional<Frame> read = Frame.read(frame.limit(Math.max(length, 0)));
      if (read.isPresent()) {
        trace.ifPresent(lines -> lines.accept("< " + traced(read.get())));
        return read;
      }
    }
  }

  /** {@code ETH_P_ARP dev eth0 len 42: ARP request for … from …, who has …}. */
  private String traced(Frame what) {
    return (EthHdr.protocol(frame) == EthHdr.ETH_P_ARP ? "ETH_P_ARP" : "ETH_P_IPV6")
        + " dev "
        + device
        + " len "
        + frame.limit()
        + ": "
        + what
        + " from "
        + what.sender()
        + what.claimed().map(ip -> ", who has " + ip).orElse("");
  }

  @Override
  public void close() {
    Libc.close(fd);
  }

  private static ByteBuffer allocate(int length) {
    return ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
  }
}
