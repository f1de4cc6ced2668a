package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Patience;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Wire;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code verify} reports a leak if, and only if, a neighbour that asks for the VIP is answered. */
@Tag("kernel")
final class ProxyAnswersTest {
  private static final String VIP = "192.0.2.10";
  private static final String FORWARD =
      "sysctl -qw net.ipv4.ip_forward=1 net.ipv4.neigh.eth0.proxy_delay=0; ";
  private static final String FORWARD6 =
      "sysctl -qw net.ipv6.conf.all.forwarding=1 net.ipv6.neigh.eth0.proxy_delay=0; ";

  /** The route to the VIP leads away from the network of those who ask. */
  private static final String ELSEWHERE = "ip route add 192.0.2.10 via 203.0.113.1 dev eth1; ";

  @RegisterExtension final Lab lab = new Lab();

  private String words;

  @BeforeEach
  void setUp() {
    lab.host().ip("addr add 2001:db8::2/64 dev eth0");
    lab.host().awaitLocal("2001:db8::2");
    lab.host().ip("link add eth1 type veth peer name eth1 netns " + lab.peer().name());
    lab.host().ip("link set eth1 up", "addr add 203.0.113.2/24 dev eth1");
    lab.peer().ip("link set eth1 up", "addr add 2001:db8::1/64 dev eth0");
    lab.host().awaitUp("eth1");
    lab.peer().awaitLocal("2001:db8::1");
  }

  private void start(String vip) {
    words = " --profile dr --vip " + vip;
    Run start = lab.agent("start" + words);
    assertThat(start.exit()).as(start.out() + start.err()).isZero();
  }

  private void reportsALeakIf(boolean answered, String reason) {
    Run verify = lab.agent("verify -o json" + words);
    assertThat(verify.items().stream().anyMatch(i -> !i.ok() && i.severity().equals("leak")))
        .as(verify.out())
        .isEqualTo(answered);
    assertThat(verify.exit()).as(verify.out()).isEqualTo(answered ? 2 : 0);
    assertThat(reason != null).as("the case says what the kernel does").isEqualTo(answered);
    assertThat(verify.out()).contains(reason == null ? "" : reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | ",
        "ip neigh add proxy 192.0.2.10 dev eth0 | ",
        FORWARD + "ip neigh add proxy 192.0.2.10 dev eth0 | ",
        FORWARD + ELSEWHERE + "ip neigh add proxy 192.0.2.10 dev eth0 | ",
        FORWARD + ELSEWHERE + "sysctl -qw net.ipv4.conf.all.proxy_arp=1 | ",
      })
  void aProxyIsSilentForAnIpv4VipThatIsUp(String mutation, String reason) {
    start(VIP);
    Wire wire = lab.keep(Wire.of(lab.first()));
    lab.host().sh(mutation);
    reportsALeakIf(wire.answers(VIP), reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | ",
        "ip neigh add proxy 192.0.2.10 dev eth0 | ",
        ELSEWHERE + "ip neigh add proxy 192.0.2.10 dev eth0 | ",
        FORWARD + "ip neigh add proxy 192.0.2.10 dev eth0 | ",
        FORWARD + ELSEWHERE + " | ",
        FORWARD + ELSEWHERE + "ip neigh add proxy 192.0.2.11 dev eth0 | ",
        FORWARD + ELSEWHERE + "ip neigh add proxy 192.0.2.10 dev eth1 | ",
        FORWARD
            + ELSEWHERE
            + "ip neigh add proxy 192.0.2.10 dev eth0 | del proxy 192.0.2.10 dev eth0",
        FORWARD + "sysctl -qw net.ipv4.conf.all.proxy_arp=1 | ",
        ELSEWHERE + "sysctl -qw net.ipv4.conf.all.proxy_arp=1 | ",
        FORWARD + ELSEWHERE + "sysctl -qw net.ipv4.conf.all.proxy_arp=1 | proxy_arp is on",
        FORWARD + ELSEWHERE + "sysctl -qw net.ipv4.conf.eth0.proxy_arp=1 | proxy_arp is on",
        FORWARD + ELSEWHERE + "sysctl -qw net.ipv4.conf.eth1.proxy_arp=1 | ",
        FORWARD + "sysctl -qw net.ipv4.conf.eth0.proxy_arp_pvlan=1 | proxy_arp_pvlan is on",
        FORWARD + "sysctl -qw net.ipv4.conf.all.proxy_arp_pvlan=1 | proxy_arp_pvlan is on",
        FORWARD + ELSEWHERE + "sysctl -qw net.ipv4.conf.eth0.proxy_arp_pvlan=1 | ",
      })
  void aProxyMayAnswerForAnIpv4VipThatIsStopped(String mutation, String reason) {
    start(VIP);
    Wire wire = lab.keep(Wire.of(lab.first()));
    assertThat(lab.agent("stop" + words).exit()).isZero();
    lab.host().sh(mutation);
    boolean answered = wire.answers(VIP);
    Run verify = lab.agent("verify -o json" + words);
    assertThat(verify.out().contains("\"leak\"")).as(verify.out()).isEqualTo(answered);
    assertThat(reason != null).as("the case says what the kernel does").isEqualTo(answered);
    assertThat(verify.out()).contains(reason == null ? "" : reason);
  }

  /** The kernel keeps such an entry when its namespace goes, and a later one may have it. */
  @Test
  void anEntryMayHoldForEveryDevice() {
    start(VIP);
    Wire wire = lab.keep(Wire.of(lab.first()));
    assertThat(lab.agent("stop" + words).exit()).isZero();
    lab.host().sh(FORWARD + ELSEWHERE + "ip neigh add proxy " + VIP);
    try {
      assertThat(wire.answers(VIP)).isTrue();
      assertThat(lab.agent("verify -o json" + words).out()).contains("del proxy " + VIP + "\"");
    } finally {
      lab.host().ip("neigh del proxy " + VIP);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2001:db8::10 | true | ",
        "2001:db8::10 | ip neigh add proxy 2001:db8::10 dev eth0 | ",
        "2001:db8::10 | sysctl -qw net.ipv6.conf.all.proxy_ndp=1; ip neigh add proxy 2001:db8::10"
            + " dev eth0 | ",
        "2001:db8::10 | " + FORWARD6 + "ip neigh add proxy 2001:db8::10 dev eth0 | ",
        "2001:db8::10 | "
            + FORWARD6
            + "sysctl -qw net.ipv6.conf.eth0.proxy_ndp=1; ip neigh add proxy 2001:db8::11 dev eth0 | ",
        "2001:db8::10 | "
            + FORWARD6
            + "sysctl -qw net.ipv6.conf.eth0.proxy_ndp=1; ip neigh add proxy 2001:db8::10 dev eth0"
            + " | del proxy 2001:db8::10 dev eth0",
        "2001:db8::10 | "
            + FORWARD6
            + "sysctl -qw net.ipv6.conf.all.proxy_ndp=1; ip neigh add proxy 2001:db8::10 dev eth0"
            + " | del proxy 2001:db8::10 dev eth0",
        "2001:db8:: | true | ",
        "2001:db8:: | " + FORWARD6 + " | the first address of 2001:db8::/64",
      })
  void soForIpv6WhileItIsUpAndAfterwards(String vip, String mutation, String reason) {
    start(vip);
    lab.host().sh(mutation);
    reportsALeakIf(answers(vip), reason);
    assertThat(lab.agent("stop" + words).exit()).isZero();
    boolean answered = answers(vip);
    Run verify = lab.agent("verify -o json" + words);
    assertThat(verify.out().contains("\"leak\"")).as(verify.out()).isEqualTo(answered);
    assertThat(answered).isEqualTo(reason != null);
  }

  /** The kernel asks three times within the time that this waits for an answer. */
  private boolean answers(String vip) {
    lab.peer().sh("ip -6 neigh flush dev eth0");
    lab.peer()
        .call(
            () -> {
              try (DatagramSocket socket = new DatagramSocket()) {
                socket.send(new DatagramPacket(new byte[1], 1, InetAddress.getByName(vip), 9));
              }
              return vip;
            });
    String[] state = {""};
    Patience.until(
        "an answer, or none",
        () -> {
          state[0] = lab.peer().sh("ip -6 neigh show " + vip);
          return state[0].contains("lladdr") || state[0].contains("FAILED");
        });
    return state[0].contains("lladdr");
  }
}
