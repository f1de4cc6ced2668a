package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Bench;
import io.lvsagent.agent.lab.Json;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Run;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asks the neighbours who answers for a VIP, with a config or without one. */
@Tag("kernel")
class ProbedVipTest {
  private static final String VIP = "192.0.2.10";
  private static final String VIP6 = "2001:db8::10";
  private static final String PLAIN = "-o json probe --device eth0 --timeout 0.3 --vip ";

  @RegisterExtension final Lab lab = new Lab();

  private static Json only(Run run) {
    return Json.of(run.out()).only("probes");
  }

  private static String macs(Run run) {
    return String.join(" ", only(run).texts("answers", "mac"));
  }

  @Test
  void nobodyAnswersWithoutAConfig() {
    Run run = lab.agent(PLAIN + VIP);
    assertThat(run.exit()).isZero();
    assertThat(macs(run)).isEmpty();
    assertThat(Json.of(run.out()).texts("notes", "code")).containsExactly("nobody-answers");
    run = lab.agent(PLAIN + VIP + " --expect " + Bench.PEER_MAC);
    assertThat(run.exit()).isEqualTo(2);
    assertThat(only(run).text("summary"))
        .isEqualTo("nobody answers, but " + Bench.PEER_MAC + " should");
  }

  @ParameterizedTest
  @ValueSource(strings = {VIP, VIP6})
  void theOnlyHostThatAnswersIsListed(String vip) {
    lab.peer().ip("addr add " + vip + (vip.equals(VIP6) ? "/64 nodad" : "/32") + " dev eth0");
    lab.peer().awaitUp("eth0");
    if (vip.equals(VIP6)) {
      lab.peer().awaitLocal(vip);
    }
    Run run = lab.agent(PLAIN + vip);
    assertThat(run.exit()).as(run.out()).isZero();
    assertThat(macs(run)).isEqualTo(Bench.PEER_MAC);
    assertThat(only(run).objects("answers").get(0).is("expected")).isTrue();
    assertThat(lab.agent(PLAIN + vip + " --expect " + Bench.PEER_MAC).exit()).isZero();
    run = lab.agent(PLAIN + vip + " --expect 02:00:00:00:00:77");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(only(run).objects("answers").get(0).is("expected")).isFalse();
  }

  /** A leak that answers only askers of its own network is heard by the second form. */
  @Test
  void aLeakThatAnswersItsOwnNetworkAloneIsHeard() {
    lab.peer().conf("all", "arp_ignore", 2);
    lab.peer().ip("addr add 192.0.2.20/24 dev eth0");
    assertThat(macs(lab.agent(PLAIN + "192.0.2.20"))).isEqualTo(Bench.PEER_MAC);
  }

  @Test
  void nobodyElseMayAnswerForAVipThatIsHere() {
    lab.host().ip("addr add " + VIP + "/32 dev eth0");
    Run run = lab.agent(PLAIN + VIP);
    assertThat(run.exit()).isZero();
    assertThat(lab.agent(PLAIN + VIP + " --expect " + Bench.MAC).exit()).isZero();
    lab.peer().ip("addr add " + VIP + "/32 dev lo");
    run = lab.agent(PLAIN + VIP);
    assertThat(run.exit()).isEqualTo(2);
    assertThat(macs(run)).isEqualTo(Bench.PEER_MAC);
    assertThat(only(run).text("summary")).isEqualTo("this host has it, and others answer, too");
  }

  @Test
  void aDirectorThatIsUpOrARealServerMissesAnAnswer() {
    String lb = "--profile director-nat --device eth0 --vip " + VIP;
    assertThat(lab.agent("start " + lb).exit()).isZero();
    assertThat(lab.agent("probe --timeout 0.2 " + lb).exit()).isZero();
    lab.host().ip("addr del " + VIP + "/32 dev eth0");
    Run run = lab.agent("-o json probe --timeout 0.2 " + lb);
    assertThat(run.exit()).isEqualTo(2);
    assertThat(only(run).text("summary")).isEqualTo("nobody answers");
    String real = "-o json probe --timeout 0.3 --profile dr --vip " + VIP;
    assertThat(lab.agent(real).exit()).isEqualTo(2);
    lab.peer().ip("addr add " + VIP + "/32 dev eth0");
    run = lab.agent(real);
    assertThat(run.exit()).as(run.out()).isZero();
    assertThat(macs(run)).isEqualTo(Bench.PEER_MAC);
  }

  @Test
  void refusesWhatCannotBeAsked() {
    assertThat(lab.agent("probe --device gone --vip " + VIP).exit()).isEqualTo(69);
    assertThat(lab.agent("probe --device lo --vip " + VIP).exit()).isEqualTo(69);
    for (String words :
        List.of(
            "--device eth0 --vip web",
            "--device eth0 --vip 127.0.0.1",
            "--device eth0 --vip 192.0.2.10 --expect web",
            "--device eth0 --vip 192.0.2.10 --timeout 0",
            "--device eth0 --vip 192.0.2.10 --timeout x",
            "--device eth0 --vip 192.0.2.10 --count 0",
            "--device eth0 --vip 192.0.2.10 --uplink eth0",
            "--device eth0 --vip 192.0.2.10 web",
            "--vip 192.0.2.10")) {
      Run run = lab.agent("probe " + words);
      assertThat(run.exit()).as(words + run.err()).isEqualTo(64);
      assertThat(run.err()).as(words).hasLineCount(1);
    }
    String lb = "--profile director-dr --device eth0 --vip " + VIP;
    assertThat(lab.agent("probe --real-server x " + lb).exit()).isEqualTo(64);
  }

  @Test
  void withoutPacketSocketsTheHostLacksThem() throws IOException {
    List<String> command = lab.first().command("probe --device eth0 --vip " + VIP);
    command.addAll(0, List.of("setpriv", "--bounding-set=-net_raw", "--inh-caps=-net_raw"));
    Run run = lab.host().run(command);
    assertThat(run.exit()).as(run.err()).isEqualTo(69);
    assertThat(run.err()).contains("open a packet socket: EPERM", "CAP_NET_RAW");
  }
}
