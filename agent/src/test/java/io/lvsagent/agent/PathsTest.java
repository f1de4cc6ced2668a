package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Bench;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Node;
import io.lvsagent.agent.lab.Patience;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import io.lvsagent.agent.lab.Wire;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code verify} reports a path as lost if, and only if, a client there gets no connection. */
@Tag("kernel")
final class PathsTest {
  private static final String VIP = "192.0.2.10";
  private static final String FAR = "192.0.0.8";
  private static final String VIP6 = "2001:db8::10";
  private static final String NEAR6 = "2001:db8::1";
  private static final String FAR6 = "3fff::8";

  /** Table local is asked after rules that are added, as on hosts with policy routing. */
  private static final String LOCAL_LATER =
      "ip rule add pref 10 lookup local && ip rule del pref 0 && ";

  @RegisterExtension final Lab lab = new Lab();

  /** The peer is a client, the default router, and the router of a client in another network. */
  @BeforeEach
  void setUp() {
    Node peer = lab.peer();
    peer.ip("addr add " + FAR + "/32 dev lo", "addr add " + FAR6 + "/128 dev lo");
    peer.ip("addr add " + NEAR6 + "/64 dev eth0", "addr add 198.51.100.1/24 dev eth0");
    lab.host().ip("addr add 2001:db8::2/64 dev eth0");
    lab.host().awaitUp("eth0");
    lab.host().awaitLocal("2001:db8::2");
    peer.awaitLocal(NEAR6);
    lab.host().ip("route add default via " + Bench.PEER, "route add 2000::/3 via " + NEAR6);
    peer.ip("route add " + VIP + " via " + Bench.RIP, "route add " + VIP6 + " via 2001:db8::2");
    lab.keep(lab.host().call(() -> new ServerSocket(80)));
  }

  private void start(String words) {
    Run start = lab.agent("start " + words);
    assertThat(start.exit()).as(start.out() + start.err()).isZero();
  }

  private boolean connects(String client, String vip) {
    try (Socket socket = lab.peer().call(Socket::new)) {
      lab.peer()
          .call(
              () -> {
                socket.bind(new InetSocketAddress(client, 0));
                socket.connect(new InetSocketAddress(vip, 80), 400);
                return socket;
              });
      return true;
    } catch (IOException | IllegalStateException nothing) {
      return false;
    }
  }

  private static boolean reports(Run verify, String path) {
    return verify.items().stream()
        .filter(item -> item.key().equals(path))
        .anyMatch(item -> !item.ok() && !item.severity().equals("cosmetic"));
  }

  /** Two devices: requests come by eth0, whose subnet holds the VIP. */
  private void secondDevice() {
    lab.host().ip("link add eth1 type veth peer name eth1 netns " + lab.peer().name());
    lab.host().ip("link set eth1 up", "addr add 203.0.113.2/24 dev eth1");
    lab.peer().ip("link set eth1 up", "addr add 203.0.113.1/24 dev eth1");
    lab.host().awaitUp("eth1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | rp_filter of eth1",
        "sysctl -qw net.ipv4.conf.eth0.rp_filter=1 | answered",
        "sysctl -qw net.ipv4.conf.all.rp_filter=1; ip route replace default via 203.0.113.1"
            + " | rp_filter of eth0 is 1 (all 1, its own 0), and the way back to 192.0.0.8 is via"
            + " 203.0.113.1 dev eth1",
        "sysctl -qw net.ipv4.conf.eth0.rp_filter=2; ip route replace default via 203.0.113.1"
            + " | answered",
        "ip route del local 192.0.2.10 dev lo table local | 192.0.2.10 does not lead to this host",
        "ip route del local 192.0.2.10 dev lo table local; ip route add blackhole 192.0.2.10"
            + " table local | route blackhole 192.0.2.10/32 table local",
        "ip route del local 192.0.2.10 dev lo table local; ip route add 192.0.2.10"
            + " via 203.0.113.1 table local | route 192.0.2.10/32 via 203.0.113.1",
        "ip route add blackhole default table 7; ip rule add pref 100 from 192.0.2.10 lookup 7"
            + " | rule 100: from 192.0.2.10/32 lookup 7, route blackhole 0.0.0.0/0 table 7",
        "ip rule add pref 100 from 192.0.2.10 unreachable"
            + " | rule 100: from 192.0.2.10/32 unreachable",
        "ip route add default via 203.0.113.9 table 7; ip rule add pref 100 from 192.0.2.10"
            + " lookup 7; ip link set eth1 down | answered",
        LOCAL_LATER + "ip rule add pref 5 iif eth0 prohibit | rule 5: from all iif eth0 prohibit",
        LOCAL_LATER
            + "ip route add unreachable default table 7; ip rule add pref 5 to 192.0.2.10 lookup 7"
            + " | rule 5: from all to 192.0.2.10/32 lookup 7, route unreachable 0.0.0.0/0 table 7",
        "ip route del default | there is no way back to 192.0.0.8: no rule has a route for it",
        "ip route replace unreachable default | route unreachable 0.0.0.0/0",
        "ip addr add 192.0.2.77/24 dev lo | the answer stays on this host",
        "ip link set eth0 arp off | eth0 has arp off",
        "ip link set eth0 down | eth0 is down",
        "ip addr del 192.0.2.2/24 dev eth0 | eth0 has no address in the subnet of 192.0.2.1",
      })
  void aPathIsLostIfAClientGetsNoConnection(String mutation, String reason) {
    secondDevice();
    lab.host().conf("eth1", "rp_filter", 1);
    start("--profile dr --vip " + VIP);
    assertThat(connects(Bench.PEER, VIP) && connects(FAR, VIP)).isTrue();
    lab.host().sh(mutation);
    boolean near = connects(Bench.PEER, VIP);
    boolean far = connects(FAR, VIP);
    Run verify = lab.agent("verify --profile dr --vip 192.0.2.10 -o json");
    String words = "near %s, far %s: %s".formatted(near, far, verify.out());
    assertThat(reports(verify, VIP + " from 192.0.2.1 on eth0")).as(words).isNotEqualTo(near);
    if (!mutation.contains("arp off")) {
      // the static neighbours of a router would still lead a far client here
      assertThat(reports(verify, VIP + " from " + FAR + " by eth0")).as(words).isNotEqualTo(far);
    }
    assertThat(verify.exit()).as(words).isEqualTo(near && far ? 0 : 2);
    assertThat(verify.out()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | answered",
        "ip -6 route del local 2001:db8::10 dev lo table local | the host sends it on, direct dev lo",
        "ip -6 route add blackhole default table 7; ip -6 rule add pref 100 from 2001:db8::10"
            + " lookup 7 | rule 100: from 2001:db8::10/128 lookup 7, route blackhole ::/0",
        "ip -6 rule add pref 100 from 2001:db8::10 unreachable"
            + " | rule 100: from 2001:db8::10/128 unreachable",
        "ip -6 route del 2000::/3 | there is no way back to 3fff::8",
        "ip addr del 2001:db8::2/64 dev eth0 | eth0 has no address in the subnet of 2001:db8::1",
        "sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1 | IPv6 is disabled on eth0",
        "ip link set eth0 down | eth0 is down",
      })
  void soForIpv6(String mutation, String reason) {
    start("--profile dr --vip " + VIP6);
    assertThat(connects(NEAR6, VIP6) && connects(FAR6, VIP6)).isTrue();
    lab.host().sh(mutation);
    lab.peer().sh("ip -6 neigh flush dev eth0");
    boolean near = connects(NEAR6, VIP6);
    boolean far = connects(FAR6, VIP6);
    Run verify = lab.agent("verify --profile dr --vip 2001:db8::10 -o json");
    String words = "near %s, far %s: %s".formatted(near, far, verify.out());
    assertThat(reports(verify, VIP6 + " from 2001:db8::1 on eth0")).as(words).isNotEqualTo(near);
    if (!mutation.contains("addr del")) {
      // the routes are there, but the router does not find the host
      assertThat(reports(verify, VIP6 + " from 3fff::8 by eth0")).as(words).isNotEqualTo(far);
    }
    assertThat(verify.exit()).as(words).isEqualTo(near && far ? 0 : 2);
    assertThat(verify.out()).contains(reason);
  }

  @Test
  void aCableWithoutCarrierIsSeen() {
    start("--profile dr --vip " + VIP);
    lab.peer().ip("link set eth0 down");
    Run verify = lab.agent("verify --profile dr --vip " + VIP);
    assertThat(verify.exit()).isEqualTo(2);
    assertThat(verify.out()).contains("eth0 has no carrier", "`lvs-agent start` cannot repair");
  }

  @Test
  void moreThanAHundredVipsAreAskedForAsSamples() {
    String words = "--profile dr --vip 192.0.2.20-192.0.2.129 --vip 192.0.2.140";
    start(words);
    String said = "service dr: paths of clients were asked for 101 of 111 VIPs";
    assertThat(lab.agent("verify -v " + words).err()).contains(said);
    assertThat(lab.agent("verify " + words).err()).isEmpty();
    assertThat(lab.agent("verify -v --profile dr --vip 192.0.2.20").err()).doesNotContain("asked");
  }

  /** A host that never had a default route serves the clients on its network. */
  @Test
  void noDefaultRouteIsNoDifferenceIfThereWasNone() {
    lab.host().ip("route del default");
    start("--profile dr --vip " + VIP);
    assertThat(connects(Bench.PEER, VIP)).isTrue();
    assertThat(lab.agent("verify --profile dr --vip " + VIP).exit()).isZero();
  }

  /** What a run without changes knows must not be less than what the first one knew. */
  @Test
  void aLostDefaultRouteIsReportedByEveryFurtherStartUntilARestart() {
    start("--profile dr --vip " + VIP);
    lab.host().ip("route del default");
    for (String command : List.of("start", "start", "verify")) {
      assertThat(lab.agent(command + " --profile dr --vip " + VIP).exit()).as(command).isEqualTo(2);
    }
    assertThat(lab.agent("restart --profile dr --vip " + VIP).exit()).isZero();
    assertThat(lab.agent("verify --profile dr --vip " + VIP).exit()).isZero();
  }

  @Test
  void aNamedClientMustGetAnAnswer() {
    String config = "services: {web: {profile: dr, vips: [192.0.2.10], clients: [198.51.100.7]}}\n";
    String words = " -c " + lab.first().config(config);
    assertThat(lab.agent("start" + words).exit()).isZero();
    lab.host().ip("route add blackhole 198.51.100.0/24");
    Run verify = lab.agent("verify" + words);
    assertThat(verify.exit()).isEqualTo(2);
    assertThat(verify.out()).contains("192.0.2.10 from 198.51.100.7 by eth0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | ",
        "sysctl -qw net.ipv4.conf.eth0.arp_ignore=1 | ",
        "sysctl -qw net.ipv4.conf.eth0.arp_ignore=2 | ",
        "sysctl -qw net.ipv4.conf.eth0.arp_ignore=3 | ",
        "sysctl -qw net.ipv4.conf.all.arp_ignore=8 | arp_ignore of eth0 is 8 (all 8, its own 0)",
        "ip link set eth0 arp off | eth0 has arp off",
        "ip link set eth0 down | eth0 is down",
      })
  void aDirectorThatNobodyHearsIsMute(String mutation, String reason) {
    String words = "--profile director-dr --device eth0 --vip " + VIP;
    start(words);
    lab.peer().ip("route del " + VIP);
    lab.host().sh(mutation);
    boolean heard = connects(Bench.PEER, VIP);
    Run verify = lab.agent("verify -o json " + words);
    assertThat(heard).as(verify.out()).isEqualTo(reason == null);
    assertThat(reports(verify, VIP + " asked by 192.0.2.1 on eth0")).isNotEqualTo(heard);
    assertThat(verify.exit()).as(verify.out()).isEqualTo(heard ? 0 : 2);
    assertThat(verify.out())
        .contains(reason == null ? "answered" : "mute: ")
        .contains(reason == null ? "" : reason);
  }

  @ParameterizedTest
  @CsvSource({"eth0, true", "lo, false"})
  void aDirectorsIpv6VipIsFoundOnTheDeviceItselfAlone(String device, boolean found) {
    String config =
        "services: {lb: {profile: director-dr, device: %s, vips: [%s], uplinks: [eth0]}}"
            .formatted(device, VIP6);
    String words = " -c " + lab.first().config(config);
    assertThat(lab.agent("start" + words).exit()).isEqualTo(found ? 0 : 2);
    lab.peer().ip("route del " + VIP6);
    boolean heard = connects(NEAR6, VIP6);
    Run verify = lab.agent("verify -o json" + words);
    assertThat(heard).as(verify.out()).isEqualTo(found);
    assertThat(verify.exit()).as(verify.out()).isEqualTo(found ? 0 : 2);
    assertThat(verify.out().contains("is not on eth0, which answers for its own addresses only"))
        .isNotEqualTo(found);
  }

  /** The uplink borrows the host's own address from lo. */
  private void unnumbered(String own, String src) {
    lab.host().ip("addr del 192.0.2.2/24 dev eth0", "addr add " + own + "/32 dev lo");
    lab.host().ip("route add 192.0.2.0/24 dev eth0" + src);
    lab.host().ip("route add default via 192.0.2.1 dev eth0" + src);
  }

  @Test
  void aHostWhoseOwnAddressIsOnLoIsNotSilenced() {
    unnumbered(Bench.RIP, "");
    Wire wire = lab.keep(Wire.of(lab.first()));
    assertThat(wire.answers(Bench.RIP)).isTrue();
    Snapshot before = Snapshot.of(lab.host());
    Run start = lab.agent("start --profile dr --vip " + VIP);
    assertThat(start.exit()).isEqualTo(78);
    assertThat(start.err()).contains("192.0.2.2, the host's own address").hasLineCount(1);
    assertThat(Snapshot.of(lab.host())).isEqualTo(before);
    String config =
        """
        services: {web: {profile: borrowed, vips: [192.0.2.10]}}
        profiles:
          borrowed:
            extends: dr
            vip: {scope: host}
            sysctls:
              net/ipv4/conf/all/arp_ignore: {write: 3, accept: [3], severity: leak, why: "3"}
              net/ipv4/conf/{uplink}/arp_ignore: {write: 3, accept: [0, 1, 2, 3], why: "3"}
        """;
    String words = " -c " + lab.first().config(config);
    assertThat(lab.agent("start" + words).exit()).isZero();
    assertThat(wire.answers(Bench.RIP)).isTrue();
    assertThat(wire.answers(VIP)).isFalse();
    assertThat(lab.agent("verify" + words).exit()).isZero();
  }

  @Test
  void anOwnAddressThatMovesToLoIsMute() {
    start("--profile dr --vip " + VIP);
    unnumbered(Bench.RIP, " src " + Bench.RIP);
    Wire wire = lab.keep(Wire.of(lab.first()));
    assertThat(wire.answers(Bench.RIP)).isFalse();
    Run verify = lab.agent("verify --profile dr --vip " + VIP);
    assertThat(verify.exit()).isEqualTo(2);
    assertThat(verify.out().replaceAll("\\s+", " "))
        .contains("is mute: eth0 does not answer ARP for 192.0.2.2");
  }

  @Test
  void aHostWithoutAnAddressOfItsOwnAsksFromTheVip() throws IOException {
    unnumbered(VIP, "");
    lab.host().ip("addr del 192.0.2.10/32 dev lo");
    Wire wire = lab.keep(Wire.of(lab.first()));
    Run start = lab.agent("start --profile dr --vip " + VIP);
    assertThat(start.exit()).isEqualTo(2);
    try (DatagramSocket socket = lab.host().call(() -> new DatagramSocket())) {
      socket.send(new DatagramPacket(new byte[1], 1, InetAddress.getByName("192.0.2.55"), 9));
    }
    List<String> askers = new ArrayList<>();
    Patience.until(
        "the host asks for 192.0.2.55",
        () -> {
          wire.heard().stream()
              .filter(arp -> arp.request() && arp.target().equals("192.0.2.55"))
              .forEach(arp -> askers.add(arp.sender()));
          return !askers.isEmpty();
        });
    assertThat(askers).containsOnly(VIP);
    Run verify = lab.agent("verify --profile dr --vip " + VIP + " -o json");
    assertThat(verify.items()).anyMatch(item -> !item.ok() && item.severity().equals("leak"));
  }
}
