package io.lvsagent.agent.lab;

import io.lvsagent.iface.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The peer's end of the cable, which hears the ARP messages of the host and asks it. It is a packet
 * socket (packet(7)), so that thousands of requests take no time. It belongs to no thread, but is
 * not for two threads at once.
 */
public final class Wire implements AutoCloseable {
  private static final int AF_PACKET = 17;
  private static final int MSG_DONTWAIT = 0x40;
  private static final short ETH_P_ALL = 3;

  private final int fd;
  private final byte[] own;
  private final byte[] host;
  private final ByteBuffer frame = ByteBuffer.allocateDirect(2048);
  private final ByteBuffer from = ByteBuffer.allocateDirect(20);
  private final ByteBuffer fromLength = ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder());
  private final Set<String> answered = new HashSet<>();
  private short echo;
  private boolean echoed;

  private Wire(int fd, byte[] own, byte[] host) {
    this.fd = fd;
    this.own = own;
    this.host = host;
  }

  /** Opens the cable of a bench. The host knows its neighbour's hardware address from then on. */
  public static Wire of(Bench bench) {
    bench
        .host()
        .ip(
            "neigh replace "
                + Bench.PEER
                + " lladdr "
                + Bench.PEER_MAC
                + " dev eth0 nud permanent");
    int fd = bench.peer().call(() -> open("eth0"));
    return new Wire(fd, octets(Bench.PEER_MAC), octets(Bench.MAC));
  }

  /**
   * Adds another cable, with a device of that name on the host. The host answers what arrives by it
   * on eth0, where its routes are.
   */
  public static Wire of(Bench bench, String device) {
    bench
        .host()
        .ip(
            "link add "
                + device
                + " type veth peer name "
                + device
                + " netns "
                + bench.peer().name(),
            "link set " + device + " up");
    bench.peer().ip("link set " + device + " up");
    bench.host().awaitUp(device);
    String mac = bench.host().sh("ip -br link show " + device).trim().split("\\s+")[2];
    int fd = bench.peer().call(() -> open(device));
    return new Wire(fd, octets(Bench.PEER_MAC), octets(mac));
  }

  /** Sends an echo request to the host with any addresses. */
  public void knock(String from, String to) {
    send(Echo.request(own, host, from, to, echo));
  }

  /** Advertises an IPv6 default router to the host. */
  public void advertise() {
    send(RouterAdvertisement.frame(own));
  }

  private static byte[] octets(String mac) {
    byte[] octets = new byte[6];
    String[] parts = mac.split(":");
    for (int i = 0; i < 6; i++) {
      octets[i] = (byte) Integer.parseInt(parts[i], 16);
    }
    return octets;
  }

  private static int open(String device) {
    short protocol = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? ETH_P_ALL : ETH_P_ALL << 8;
    int fd = Libc.socket(AF_PACKET, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, protocol);
    ByteBuffer address = ByteBuffer.allocateDirect(20).order(ByteOrder.nativeOrder());
    address.putShort((short) AF_PACKET).putShort(protocol).putInt(index(device)).clear();
    int outcome = fd < 0 ? fd : Libc.bind(fd, address);
    if (outcome < 0) {
      throw new AssertionError("packet socket: errno " + -outcome);
    }
    return fd;
  }

  /** /sys shows the namespace in which it was mounted, /proc/thread-self the thread's. */
  private static int index(String device) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/thread-self/net/dev_mcast"))) {
        String[] words = line.trim().split("\\s+");
        if (words[1].equals(device)) {
          return Integer.parseInt(words[0]);
        }
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    throw new AssertionError("no " + device);
  }

  /** Broadcasts an ARP request for an address. */
  public void ask(String address) {
    ask(address, Bench.PEER);
  }

  /** The same with another sender address. */
  public void ask(String address, String asker) {
    send(Arp.request(own, asker, address));
  }

  private void send(ByteBuffer bytes) {
    int outcome = Libc.send(fd, bytes, 0);
    if (outcome < 0) {
      throw new AssertionError("send: errno " + -outcome);
    }
  }

  /** Returns the ARP messages of the host since the last call, without waiting. */
  public List<Arp> heard() {
    List<Arp> heard = new ArrayList<>();
    while (true) {
      fromLength.putInt(0, from.capacity());
      int length = Libc.recvfrom(fd, frame.clear(), MSG_DONTWAIT, from, fromLength);
      if (length <= 0) {
        return heard;
      }
      frame.limit(length);
      Arp.read(frame).filter(arp -> arp.isFrom(host)).ifPresent(heard::add);
      if (Echo.isReply(frame)) {
        echoed |= Echo.sequence(frame) == echo;
        answered.add(Echo.target(frame));
      }
    }
  }

  /**
   * Waits until the host has processed everything that was sent to it: it answers an echo request,
   * which follows the other frames. Returns what was heard meanwhile.
   */
  public List<Arp> settled() {
    echo++;
    echoed = false;
    send(Echo.request(own, host, Bench.PEER, Bench.RIP, echo));
    List<Arp> heard = new ArrayList<>(heard());
    Patience.until(
        "the host answers an echo request",
        () -> {
          heard.addAll(heard());
          return echoed;
        });
    return heard;
  }

  /** Returns true if the host has answered an echo request from an address; does not wait. */
  public boolean answered(String from) {
    heard();
    return answered.remove(from);
  }

  /** Returns true if the host answers an ARP request for an address. */
  public boolean answers(String address) {
    settled();
    ask(address);
    return settled().stream().anyMatch(arp -> !arp.request() && arp.sender().equals(address));
  }

  @Override
  public void close() {
    Libc.close(fd);
  }
}
