package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Bench;
import io.lvsagent.agent.lab.Json;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Node;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the doctor finds in the kernel, each by its name. */
@Tag("kernel")
final class DoctorOfKernelTest {
  private static final String WEB = " --profile dr --vip 192.0.2.10";

  /** The files of the machine that runs the test have findings of their own. */
  private static final String BROKEN = "\"severity\":\"broken\"";

  @RegisterExtension final Lab lab = new Lab();

  @BeforeEach
  void setUp() {
    lab.host().ip("link add eth1 type veth peer name eth1 netns " + lab.peer().name());
    lab.host().ip("link set eth1 up", "addr add 203.0.113.2/24 dev eth1");
    lab.peer().ip("link set eth1 up", "addr add 203.0.113.1/24 dev eth1");
    lab.host().awaitUp("eth1");
    lab.host().ip("route add default via " + Bench.PEER);
    Run start = lab.agent("start" + WEB);
    assertThat(start.exit()).as(start.out() + start.err()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | ",
        "sysctl -qw net.ipv4.conf.all.rp_filter=1; ip route replace default via 203.0.113.1"
            + " | rp-filter-path",
        "ip route del local 192.0.2.10 dev lo table local | local-route-missing",
        "ip route del local 192.0.2.10 dev lo table local; ip route add blackhole 192.0.2.10"
            + " table local | blackhole-route",
        "ip route add default via 203.0.113.1 table 7; ip rule add pref 10 lookup local;"
            + " ip rule del pref 0; ip rule add pref 5 to 192.0.2.10 lookup 7 | policy-rule",
      })
  void namesWhatBreaksTheService(String mutation, String id) {
    lab.host().sh(mutation);
    Run doctor = lab.agent("-o json doctor" + WEB);
    String found = "{\"id\":\"" + id + "\"," + BROKEN;
    assertThat(doctor.out().contains(Optional.ofNullable(id).isEmpty() ? BROKEN : found))
        .as(doctor.out())
        .isEqualTo(id != null);
  }

  private Run doctor(String words) {
    return lab.agent("-o json doctor " + words);
  }

  /** A bridge answers by its own parameters, whatever those of the port are. */
  @Test
  void findsADeviceThatIsAPort() {
    String port = "--profile dr --vip 192.0.2.10 --uplink eth0";
    assertThat(doctor(port).out()).doesNotContain("port-of-bridge");
    lab.agent("stop" + WEB);
    lab.host().ip("link add br0 type bridge", "link set br0 up", "link set eth0 master br0");
    lab.host().ip("addr del 192.0.2.2/24 dev eth0", "addr add 192.0.2.2/24 dev br0");
    lab.host().ip("addr add 192.0.2.10/32 dev lo");
    lab.host().awaitUp("br0");
    lab.host().conf("eth0", "arp_ignore", 1);
    Wire wire = lab.keep(Wire.of(lab.first()));
    assertThat(wire.answers("192.0.2.10")).isTrue();
    lab.host().conf("br0", "arp_ignore", 1);
    assertThat(wire.answers("192.0.2.10")).isFalse();
    assertThat(doctor(port).out())
        .contains("{\"id\":\"port-of-bridge\"," + BROKEN + ",\"where\":\"device eth0\"")
        .contains("name br0 in the config instead");
    assertThat(doctor(port.replace("eth0", "br0")).out()).doesNotContain("port-of-bridge");
    String rows = "sysctls: {net/ipv4/conf/eth0/rp_filter: {write: 0, why: \"it is\"}}";
    String config = "services: {web: {profile: dr, vips: [192.0.2.10], " + rows + "}}\n";
    assertThat(doctor("-c " + lab.first().config(config)).out())
        .contains("{\"id\":\"port-of-bridge\",\"severity\":\"may-break\"")
        .contains("name net/ipv4/conf/br0/rp_filter");
  }

  /** Returns the MSS that the host offers a client in another network. */
  private int offered() throws IOException {
    Node peer = lab.peer();
    peer.sysctl("net/ipv4/tcp_timestamps", 0);
    peer.sh("ip addr replace 192.0.0.8/32 dev lo");
    try (ServerSocket server = lab.host().call(() -> new ServerSocket(80));
        Socket client = peer.call(() -> connected(server.getLocalPort()))) {
      assertThat(client.isConnected()).isTrue();
      Matcher mss = Pattern.compile(" mss:(\\d+)").matcher(peer.sh("ss -tni dport = 80"));
      assertThat(mss.find()).isTrue();
      return Integer.parseInt(mss.group(1));
    }
  }

  private static Socket connected(int port) throws IOException {
    Socket client = new Socket();
    client.bind(new InetSocketAddress("192.0.0.8", 0));
    client.connect(new InetSocketAddress(Bench.RIP, port), 2000);
    return client;
  }

  /** The kernel offers the MSS that the finding computes, and the one that its command sets. */
  @Test
  void findsAnMssThatDoesNotFitTheTunnel() throws IOException {
    String tun = "--profile tun --vip 192.0.2.20";
    assertThat(offered()).isEqualTo(1460);
    assertThat(doctor(WEB.strip()).out()).doesNotContain("mtu-mss");
    Json finding =
        Json.of(doctor(tun).out()).objects("findings").stream()
            .filter(one -> one.text("id").equals("mtu-mss"))
            .findFirst()
            .orElseThrow();
    assertThat(finding.text("severity")).isEqualTo("may-break");
    assertThat(finding.text("found")).contains("an MSS of 1460", "room for 1440");
    String mend = finding.text("mend");
    lab.host().sh(mend.substring("run ".length(), mend.indexOf(',')));
    assertThat(offered()).isEqualTo(1440);
    assertThat(doctor(tun).out()).doesNotContain("mtu-mss");
    lab.host().ip("route replace default via " + Bench.PEER + " mtu 1480");
    assertThat(offered()).isEqualTo(1440);
    assertThat(doctor(tun).out()).doesNotContain("mtu-mss");
    lab.host().ip("route replace default via " + Bench.PEER, "link set eth1 mtu 9000");
    assertThat(doctor(tun).out()).doesNotContain("mtu-mss");
    assertThat(doctor(tun + " --uplink eth0").out()).contains("mtu-mss");
  }

  @Test
  void looksAtTheFilesAlsoWhereADeviceIsMissing() {
    Run doctor =
        lab.agent("-o json doctor --profile dr --vip 192.0.2.20 --uplink eth7 --name other");
    assertThat(doctor.out()).contains("\"findings\":[").contains("\"code\":\"not-verified\"");
    assertThat(doctor.exit()).as(doctor.out()).isIn(2, 69);
  }
}
