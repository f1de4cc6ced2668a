package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Wire;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stopped service whose VIP is local all the same leaks if, and only if, somebody answers. */
@Tag("kernel")
final class LeftVipTest {
  private static final String VIP = "192.0.2.10";
  private static final String WEB = "--profile dr --vip " + VIP;

  @RegisterExtension final Lab lab = new Lab();

  @ParameterizedTest
  @CsvSource({
    "addr add 192.0.2.10/32 dev lo, 0",
    "addr add 192.0.2.10/30 dev lo, 0",
    "addr add 192.0.2.10/24 dev eth0, 0",
    "addr add 192.0.2.10/24 dev eth0, 1",
    "addr add 192.0.2.10/32 dev eth0, 2",
    "addr add 192.0.2.10/32 dev lo, 1",
    "addr add 192.0.2.10/32 dev lo, 2",
    "addr add 192.0.2.10/32 dev lo, 3",
    "addr add 192.0.2.10/32 dev lo scope host, 3",
    "addr add 192.0.2.10/32 dev lo, 8",
    "route add local 192.0.2.10 dev lo, 0",
    "route add local 192.0.2.10 dev lo, 3",
    "route add local 192.0.2.8/29 dev lo, 0",
    "route add local 192.0.2.8/29 dev lo, 1",
    "route add local 192.0.2.8/29 dev lo, 3",
  })
  void leaksIfADeviceAnswers(String made, int ignored) {
    Wire wire = lab.keep(Wire.of(lab.first()));
    assertThat(lab.agent("start " + WEB).exit()).isZero();
    assertThat(lab.agent("stop " + WEB).exit()).isZero();
    assertThat(lab.agent("verify " + WEB).exit()).isZero();
    lab.host().ip(made);
    lab.host().conf("all", "arp_ignore", ignored);
    boolean answers = wire.answers(VIP);
    Run verify = lab.agent("verify -o json " + WEB);
    assertThat(verify.exit()).as(verify.out()).isEqualTo(2);
    assertThat(verify.items())
        .filteredOn(item -> !item.ok())
        .extracting(Run.Item::severity)
        .as(verify.out())
        .containsExactly(answers ? "leak" : "broken");
  }
}
