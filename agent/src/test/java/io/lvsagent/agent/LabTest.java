package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.agent.host.FakeHost.Crash;
import io.lvsagent.agent.lab.Bench;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Run;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The properties of the bench on which the other acceptance tests rely. */
@Tag("kernel")
class LabTest {
  private static final String START = "start --profile dr --vip 192.0.2.10";

  @RegisterExtension final Lab lab = new Lab();

  @Test
  void hostAndPeerHearEachOther() {
    assertThat(lab.peer().run("arping -f -w 60 -I eth0 " + Bench.RIP).exit()).isZero();
  }

  @Test
  void agentWorksInTheHostAlone() {
    assertThat(lab.agent(START).exit()).isZero();
    assertThat(lab.host().sh("ip -4 addr show lo")).contains("192.0.2.10/32");
    assertThat(lab.peer().sh("ip -4 addr show lo")).doesNotContain("192.0.2.10");
    assertThat(lab.host().conf("all", "arp_ignore")).isEqualTo("1");
    assertThat(lab.peer().conf("all", "arp_ignore")).isEqualTo("0");
  }

  @Test
  void processWorksInTheHostAlone() throws Exception {
    Process process = lab.first().process(START);
    process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
    assertThat(lab.host().sh("ip -4 addr show lo")).contains("192.0.2.10/32");
  }

  @Test
  void traceShowsTheWritesAndACrashEndsTheRun() {
    Run traced = lab.first().traced(START, line -> {});
    assertThat(traced.writes()).hasSizeGreaterThan(5);
    assertThat(lab.agent("stop --all").exit()).isZero();
    assertThatThrownBy(
            () ->
                lab.first()
                    .traced(
                        START,
                        line -> {
                          if (Run.isWrite(line)) {
                            throw Crash.<RuntimeException>now();
                          }
                        }))
        .hasCauseInstanceOf(Crash.class);
    assertThat(lab.host().sh("ip -4 addr show lo")).doesNotContain("192.0.2.10");
  }
}
