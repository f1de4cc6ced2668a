package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Bench;
import io.lvsagent.agent.lab.OnOneHost;
import io.lvsagent.agent.lab.Run;
import org.junit.jupiter.api.Test;

/** A director whose own address was taken off its device, so that the VIP is the last one. */
final class LastAddressTest extends OnOneHost {
  private static final String LB = "--profile director-dr --device eth0 --vip 192.0.2.10";

  private String routes() {
    return host().sh("ip route show | grep -v 192.0.2.10");
  }

  @Test
  void stopPutsBackRoutesWhoseGatewayIsOnLinkNoMore() {
    host().ip("route add default via 192.0.2.1", "route add 10.9.0.0/16 via 192.0.2.1 metric 50");
    host().ip("route add 10.8.0.0/16 dev eth0", "route add 10.7.0.0/16 via 10.8.0.1");
    ok("start " + LB);
    host().ip("addr del " + Bench.RIP + "/24 dev eth0");
    assertThat(host().sh("ip -4 addr show dev eth0")).doesNotContain("/24");
    String before = routes();
    assertThat(before)
        .contains("default via 192.0.2.1", "10.9.0.0/16 via 192.0.2.1")
        .contains("10.7");
    Run stop = ok("stop " + LB);
    assertThat(stop.err()).isEmpty();
    assertThat(host().sh("ip -4 addr show dev eth0")).doesNotContain("192.0.2.10");
    assertThat(routes()).isEqualTo(before);
    ok("stop " + LB);
    assertThat(routes()).isEqualTo(before);
  }
}
