package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.OnOneHost;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A restart of the network removes things: verify names them, start mends them, and stop undoes
 * all.
 */
final class NetworkRestartTest extends OnOneHost {
  private static final String WEB = "--profile dr --vip 192.0.2.10 --vip 2001:db8::10";
  private static final String LB = "--profile director-dr --vip 192.0.2.10 --device eth0";

  /** Leaves out what the restart itself left behind. */
  private void nothingOfOursIsLeft(Snapshot before) {
    assertThat(before.of("net").differencesTo(Snapshot.of(host()).of("net"))).isEmpty();
    assertThat(host().sh("ip addr; ip route show table all; ip -6 route show table all"))
        .doesNotContain("192.0.2.10", "2001:db8::10");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "ip addr flush dev lo && ip addr add 127.0.0.1/8 dev lo && ip addr add ::1/128 dev lo"
            + "; address lo 192.0.2.10/32 is absent",
        "ip link set lo down && ip link set lo up; route main 192.0.2.10/32 is absent",
        "ip link set lo down; link lo is down",
        "ip -4 addr flush dev lo label lo:0; address lo 192.0.2.10/32 is absent",
        "sysctl -q -w net/ipv4/conf/all/arp_ignore=0; conf/all/arp_ignore is 0",
        "ip -6 addr flush dev lo && ip addr add ::1/128 dev lo; 2001:db8::10/128 is absent",
      })
  void aRealServer(String restart, String named) {
    Snapshot before = Snapshot.of(host());
    ok("start " + WEB);
    host().sh(restart);
    Run verify = lab.agent("verify " + WEB);
    assertThat(verify.exit()).isEqualTo(2);
    assertThat(verify.out()).contains(named);
    assertThat(lab.agent("status " + WEB).exit()).isEqualTo(150);
    ok("start " + WEB);
    ok("verify " + WEB);
    ok("stop " + WEB);
    nothingOfOursIsLeft(before);
  }

  @Test
  void aRouteThatWasFlushedIsPutBackThoughNobodyMissesIt() {
    ok("start " + WEB);
    host().ip("route flush proto 76");
    ok("verify " + WEB);
    ok("status");
    Run verify = lab.agent("verify --strict " + WEB);
    assertThat(verify.exit()).isEqualTo(2);
    assertThat(verify.out()).contains("route main 192.0.2.10/32 is absent");
    ok("start " + WEB);
    ok("verify --strict " + WEB);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "ip -4 addr flush dev eth0 && ip addr add 192.0.2.2/24 dev eth0"
            + "; address eth0 192.0.2.10/32 is absent",
        "ip link set eth0 down && ip link set eth0 up; route main 192.0.2.10/32 is absent",
        "sysctl -q -w net/ipv4/ip_forward=0; ip_forward is 0",
        "sysctl -q -w net/ipv4/conf/eth0/send_redirects=1; conf/eth0/send_redirects is 1",
      })
  void aDirector(String restart, String named) {
    Snapshot before = Snapshot.of(host());
    ok("start " + LB);
    host().sh(restart);
    host().awaitUp("eth0");
    Run verify = lab.agent("verify --strict " + LB);
    assertThat(verify.exit()).isEqualTo(2);
    assertThat(verify.out()).contains(named);
    ok("start " + LB);
    ok("verify --strict " + LB);
    ok("stop " + LB);
    nothingOfOursIsLeft(before);
  }

  /** It stays up whoever took it down, because it was up when the service started. */
  @ParameterizedTest
  @ValueSource(strings = {"true", "ip addr del 127.0.0.1/8 dev lo"})
  void aLoopbackThatWasUpAtFirstStaysUp(String more) {
    ok("start " + WEB);
    host().sh("ip link set lo down && " + more);
    ok("start " + WEB);
    ok("verify " + WEB);
    ok("stop " + WEB);
    assertThat(host().sh("ip addr show lo")).contains("LOOPBACK,UP", "127.0.0.1/8");
    assertThat(lab.agent("status").exit()).isEqualTo(3);
  }

  @Test
  void whatARestartTookNeedsNoStop() {
    Snapshot before = Snapshot.of(host());
    ok("start " + WEB);
    host().sh("ip addr flush dev lo");
    host().ip("addr add 127.0.0.1/8 dev lo", "addr add ::1/128 dev lo");
    assertThat(ok("stop " + WEB).out()).doesNotContain("ip ");
    nothingOfOursIsLeft(before);
  }

  @Test
  void aSecondStartInTheSameBootChangesNothing() {
    ok("start " + WEB);
    Snapshot up = Snapshot.of(host());
    assertThat(ok("start " + WEB).out()).doesNotContain("ip ", "sysctl ");
    assertThat(changed(up)).isEmpty();
  }

  /** What the classic scripts add is accepted, and stays theirs. */
  @Test
  void whatAScriptPutThereIsTakenAsItIs() {
    host()
        .sh(
            "ip addr add 192.0.2.10/32 broadcast 192.0.2.10 dev lo label lo:0"
                + " && ip route add 192.0.2.10/32 dev lo src 192.0.2.10");
    Snapshot before = Snapshot.of(host());
    String web = "--profile dr --vip 192.0.2.10";
    assertThat(ok("start " + web).out()).doesNotContain("ip ");
    ok("verify " + web);
    ok("stop --force " + web);
    // the VIP is not ours, and stays quiet as long as it is there
    assertThat(changed(before)).isNotEmpty().allMatch(line -> line.contains("/arp_"));
  }
}
