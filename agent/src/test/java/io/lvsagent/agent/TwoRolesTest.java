package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Wire;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that is director and real server of one VIP, which VRRP puts on the device. */
@Tag("kernel")
final class TwoRolesTest {
  private static final String VIP = "192.0.2.10";

  @RegisterExtension final Lab lab = new Lab();

  private String words;
  private Wire wire;

  @BeforeEach
  void setUp() {
    words =
        " -c "
            + lab.first()
                .config(
                    """
                    services:
                      lb: {profile: director-dr, device: eth0, vips: [192.0.2.10],
                        addresses: external}
                      web: {profile: dr, vips: [192.0.2.10]}
                    """);
    wire = lab.keep(Wire.of(lab.first()));
  }

  private void isZero(String command) {
    Run run = lab.agent(command + words);
    assertThat(run.exit()).as(command + ": " + run.out() + run.err()).isZero();
  }

  private void isSoundAndAnswers(boolean answers) {
    assertThat(wire.answers(VIP)).isEqualTo(answers);
    isZero("verify");
    isZero("status");
    isZero("verify web");
  }

  @ParameterizedTest
  @ValueSource(ints = {24, 32})
  void theVipComesAndGoesWithVrrp(int prefix) {
    isZero("start");
    isSoundAndAnswers(false);
    lab.host().ip("addr add 192.0.2.10/" + prefix + " dev eth0");
    isSoundAndAnswers(true);
    isZero("start");
    isSoundAndAnswers(true);
    lab.host().ip("addr del 192.0.2.10/" + prefix + " dev eth0");
    isSoundAndAnswers(false);
  }

  @ParameterizedTest
  @ValueSource(ints = {24, 32})
  void theVipMayBeThereFirst(int prefix) {
    lab.host().ip("addr add 192.0.2.10/" + prefix + " dev eth0");
    isZero("start");
    isSoundAndAnswers(true);
    isZero("stop");
    assertThat(wire.answers(VIP)).isTrue();
    assertThat(lab.host().sh("ip -4 addr show lo")).doesNotContain(VIP);
    isZero("verify");
    isZero("start");
    lab.host().ip("addr del 192.0.2.10/" + prefix + " dev eth0");
    isSoundAndAnswers(false);
  }

  /** Another device is not the one that VRRP puts it on. */
  @Test
  void aCopyElsewhereIsADuplicate() {
    lab.host().ip("link add eth1 type veth peer name eth1 netns " + lab.peer().name());
    isZero("start");
    lab.host().ip("addr add 192.0.2.10/32 dev eth1");
    assertThat(lab.agent("verify" + words).exit()).isEqualTo(2);
  }
}
