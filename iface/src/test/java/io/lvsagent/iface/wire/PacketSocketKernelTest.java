package io.lvsagent.iface.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netns.NetnsFixture;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Rtnetlink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Uses a veth pair: a frame sent on eth0 arrives on peer, and the other way round. */
@Tag("kernel")
class PacketSocketKernelTest {
  private static final String OWN = "02:00:00:00:00:21";
  private static final String OTHER = "02:00:00:00:00:22";
  private static final Ip V4 = Ip.parse("192.0.2.10");
  private static final Ip V6 = Ip.parse("2001:db8::10");

  /** As long as a busy machine may need. */
  private static final long PATIENCE_MILLIS = 60_000;

  @RegisterExtension final NetnsFixture netns = new NetnsFixture();

  private final List<PacketSocket> open = new ArrayList<>();
  private final List<String> traced = new ArrayList<>();
  private final PacketSockets wire = new PacketSockets(traced::add);

  @BeforeEach
  void connect() {
    netns.run("ip link add eth0 address " + OWN + " type veth peer name peer address " + OTHER);
    netns.run("ip link set eth0 up");
    netns.run("ip link set peer up");
    awaitUp();
  }

  /** Waits for carrier, because the kernel drops frames until it has processed that. */
  private void awaitUp() {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (netns.run("ip link show up").split("state UP", -1).length < 3) {
      assertThat(System.nanoTime()).as("carrier").isLessThan(end);
    }
  }

  @AfterEach
  void close() {
    open.forEach(PacketSocket::close);
  }

  private static Link link(String name) {
    try (Rtnetlink kernel = Rtnetlink.open()) {
      return kernel.links().stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow();
    }
  }

  private PacketSocket listening(String device) {
    PacketSocket socket = wire.toListen(link(device));
    open.add(socket);
    return socket;
  }

  private PacketSocket sending(String device) {
    PacketSocket socket = wire.toSend(link(device));
    open.add(socket);
    return socket;
  }

  private static Optional<Frame> claim(PacketSocket socket, Ip ip) {
    return claim(socket, ip, PATIENCE_MILLIS);
  }

  private static Optional<Frame> claim(PacketSocket socket, Ip ip, long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() < end) {
      Optional<Frame> heard = socket.heard().filter(f -> f.claimed().equals(Optional.of(ip)));
      if (heard.isPresent()) {
        return heard;
      }
      Thread.onSpinWait();
    }
    return Optional.empty();
  }

  @Test
  void knowsTheDevicesHardwareAddress() {
    assertThat(sending("eth0").mac()).hasToString(OWN);
    assertThat(listening("peer").mac()).hasToString(OTHER);
  }

  @Test
  void theHostThatHasTheAddressAnswersAProbe() {
    netns.run("ip addr add 192.0.2.10/32 dev peer");
    netns.run("ip addr add 2001:db8::10/128 dev peer nodad");
    PacketSocket socket = listening("eth0");
    for (Ip ip : List.of(V4, V6)) {
      // An IPv6 address joins its solicited-node group a moment later.
      Optional<Frame> answer = Optional.empty();
      for (int i = 0; i < 600 && answer.isEmpty(); i++) {
        socket.send(Frame.probe(socket.mac(), ip));
        answer = claim(socket, ip, 100);
      }
      assertThat(answer.orElseThrow().sender()).hasToString(OTHER);
    }
  }

  @Test
  void receivesOnlyTheAnnouncementsOfOtherHosts() {
    PacketSocket listener = listening("eth0");
    PacketSocket here = sending("eth0");
    PacketSocket there = listening("peer");
    for (Ip ip : List.of(V4, V6)) {
      List<Frame.Sendable> sent = Frame.announcements(here.mac(), ip, false);
      sent.forEach(here::send);
      for (Frame.Sendable frame : sent) {
        assertThat(claim(there, ip)).contains(frame);
      }
    }
    assertThat(listener.heard()).isEmpty();
  }

  @Test
  void tracesEveryFrameAsOneLine() {
    PacketSocket listener = listening("peer");
    PacketSocket sender = sending("eth0");
    sender.send(Frame.probe(sender.mac(), V4));
    Frame.announcements(sender.mac(), V4, false).forEach(sender::send);
    Frame.announcements(sender.mac(), V6, false).forEach(sender::send);
    assertThat(traced)
        .containsExactly(
            "> ETH_P_ARP dev eth0 len 42: ARP request for 192.0.2.10 from " + OWN,
            "> ETH_P_ARP dev eth0 len 42: ARP request for 192.0.2.10 from "
                + OWN
                + ", who has 192.0.2.10",
            "> ETH_P_ARP dev eth0 len 42: ARP reply for 192.0.2.10 from "
                + OWN
                + ", who has 192.0.2.10",
            "> ETH_P_IPV6 dev eth0 len 86: neighbour advertisement for 2001:db8::10 from "
                + OWN
                + ", who has 2001:db8::10");
    List<String> heard =
        traced.stream().map(l -> l.replace("> ", "< ").replace("eth0", "peer")).toList();
    traced.clear();
    assertThat(claim(listener, V6)).isPresent();
    assertThat(traced).containsExactlyElementsOf(heard);
  }

  /** The other frames include the kernel's own, such as MLD and router solicitations. */
  @Test
  void receivesNothingElse() {
    PacketSocket socket = listening("peer");
    sending("eth0").send(Frame.probe(sending("eth0").mac(), V6));
    netns.run("ip addr add 192.0.2.1/24 dev eth0");
    Frame.Sendable last = Frame.announcements(sending("eth0").mac(), V4, false).get(0);
    sending("eth0").send(last);
    List<Frame> heard = new ArrayList<>();
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (!heard.contains(last) && System.nanoTime() < end) {
      socket.heard().ifPresent(heard::add);
    }
    assertThat(heard).contains(last).allMatch(f -> f instanceof Arp || f instanceof Advertisement);
  }

  @Test
  void reportsTheKernelsErrors() {
    netns.run("ip link set eth0 down");
    PacketSocket down = sending("eth0");
    assertThatThrownBy(() -> down.send(Frame.probe(down.mac(), V4)))
        .hasMessage("send ARP request for 192.0.2.10 on eth0: ENETDOWN (Network is down)");
    Link lo = link("lo");
    assertThatThrownBy(() -> wire.toSend(lo))
        .hasMessageContaining("bind a packet socket to lo: EOPNOTSUPP")
        .hasMessageEndingWith("hardware type 772 is not Ethernet");
    Link gone = new Link(4711, "gone", "", 1, 0, "");
    assertThatThrownBy(() -> wire.toListen(gone))
        .hasMessage("bind a packet socket to gone: ENODEV (No such device)");
  }
}
