package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Bench;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Pair;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client sends requests without pause while the VIP moves from one director to the other. */
@Tag("kernel")
class FailoverTest {
  private static final String VIP = "192.0.2.10";
  private static final int SOME = 50;

  @RegisterExtension final Lab lab = new Lab();
  @TempDir Path folder;

  private Pair pair;

  @BeforeEach
  void join() {
    pair = Pair.of(lab.first(), lab.more());
  }

  /** Requests are answered before, may be lost meanwhile, and are all answered afterwards. */
  private void losesOnlyDuring(String vip, Callable<?> first, Callable<?> failover)
      throws Exception {
    first.call();
    try (Traffic traffic = new Traffic(pair, vip)) {
      traffic.await(SOME);
      failover.call();
      long moved = System.nanoTime();
      traffic.await(SOME);
      assertThat(traffic.lost()).allMatch(when -> when < moved, "before it had moved");
    }
  }

  private static void succeeds(Run run) {
    assertThat(run.exit()).as(run.err()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {VIP, "2001:db8::10"})
  void theClientIsServedAgainWhenTheOtherHasStarted(String vip) throws Exception {
    String service = "--profile director-nat --device eth0 --vip " + vip;
    losesOnlyDuring(
        vip,
        () -> {
          succeeds(pair.first().agent("start " + service));
          return vip;
        },
        () -> {
          assertThat(pair.second().agent("start " + service).exit()).as("held").isEqualTo(78);
          succeeds(pair.first().agent("stop " + service));
          succeeds(pair.second().agent("start " + service));
          return vip;
        });
  }

  @Test
  void keepalivedsNotifyScriptMovesIt() throws Exception {
    losesOnlyDuring(
        VIP,
        () -> {
          // the states that keepalived reports of both when it starts
          notify(pair.second(), "BACKUP");
          notify(pair.first(), "BACKUP");
          notify(pair.first(), "MASTER");
          return VIP;
        },
        () -> {
          notify(pair.first(), "BACKUP");
          notify(pair.second(), "MASTER");
          return VIP;
        });
    notify(pair.second(), "MASTER");
    notify(pair.second(), "FAULT");
    notify(pair.second(), "STOP");
    assertThat(pair.second().host().sh("ip addr show eth0")).doesNotContain(VIP + "/32");
  }

  @ParameterizedTest
  @ValueSource(strings = {"MASTER BACKUP MASTER FAULT MASTER BACKUP", "FAULT MASTER BACKUP MASTER"})
  void theStateThatKeepalivedSaysLastHolds(String states) throws Exception {
    StringBuilder line = new StringBuilder();
    for (String state : states.split(" ")) {
      line.append(notifying(pair.first(), state)).append("& sleep 0.02; ");
    }
    succeeds(pair.first().host().run(line + "wait"));
    assertThat(pair.first().host().sh("ip addr show eth0").contains(VIP + "/32"))
        .isEqualTo(states.endsWith("MASTER"));
  }

  private void notify(Bench bench, String state) throws IOException {
    succeeds(bench.host().run(notifying(bench, state)));
  }

  /** Calls the script as keepalived does, with {@code lvs-agent} on the PATH. */
  private String notifying(Bench bench, String state) throws IOException {
    Path config =
        bench.config("services: {lb: {profile: director-nat, device: eth0, vips: [" + VIP + "]}}");
    Path bin = Files.createDirectories(folder.resolve(bench.host().name()));
    Path agent = bin.resolve("lvs-agent");
    String command = String.join(" ", bench.command("--lock-timeout 600 -c " + config));
    Files.writeString(agent, "#!/bin/sh\nexec " + command + " \"$@\"\n");
    assertThat(agent.toFile().setExecutable(true)).isTrue();
    Path script = Path.of("../scripts/examples/vrrp-notify").toAbsolutePath().normalize();
    return String.format(
        "XDG_RUNTIME_DIR=%s PATH=%s:$PATH %s INSTANCE lb %s 100", bin, bin, script, state);
  }
}
