package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Bench;
import io.lvsagent.agent.lab.Json;
import io.lvsagent.agent.lab.OnOneHost;
import io.lvsagent.agent.lab.Patience;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code start --confirm}: what nobody confirms is as it was before, whatever ends the process. */
final class ConfirmTest extends OnOneHost {
  private static final Path DRIVE = Path.of("src/test/resources/terminal/drive.py");
  private static final String OLD =
      """
      services:
        web: {profile: dr, vips: [192.0.2.10, 192.0.2.11]}
        mail: {profile: dr, vips: [192.0.2.20]}
      """;
  private static final String NEW =
      """
      services:
        web: {profile: dr, vips: [192.0.2.10, 192.0.2.12]}
        lb: {profile: director-dr, device: eth0, vips: [192.0.2.30], probe: false, announce: {count: 0}}
      """;

  private String config = "";

  /** Returns the host with the old config up, for which the file has the new one by now. */
  private Snapshot up() {
    config = "-c " + lab.first().config(OLD) + " ";
    ok(config + "start");
    host().ip("addr del 192.0.2.11/32 dev lo");
    host().conf("all", "arp_announce", 1);
    Snapshot before = Snapshot.of(host());
    lab.first().config(NEW);
    return before;
  }

  private Process waiting(int seconds) {
    Process process = lab.first().process(config + "start --confirm " + seconds);
    awaitOpen();
    return process;
  }

  /** The lock is the start's own until it waits, and then it is the start that refuses another. */
  private void awaitOpen() {
    Patience.until("a start", this::open);
    Patience.until(
        "a start that waits", () -> lab.agent(config + "start").err().contains("confirm it"));
  }

  private boolean local(String vip) {
    return host().sh("ip -4 addr show").contains(vip + "/32");
  }

  private boolean open() {
    return !host().run("find " + lab.first().state() + " -name unconfirmed").out().isEmpty();
  }

  private Path record() throws Exception {
    try (Stream<Path> files = Files.walk(lab.first().state())) {
      return files.filter(file -> file.endsWith("unconfirmed")).findFirst().orElseThrow();
    }
  }

  /** The second field is the deadline, in milliseconds since the boot. */
  private void letItBeOverdue() throws Exception {
    String text = Files.readString(record());
    Files.writeString(record(), text.replaceFirst("\t[0-9]+\t", "\t1\t"));
  }

  /** What was taken back stays so for timer and watch, and a start by hand makes it anew. */
  private void requireTakenBack(Snapshot before) {
    assertThat(open()).isFalse();
    assertThat(changed(before)).isEmpty();
    Run mend = lab.agent(config + "start --unless-stopped");
    assertThat(mend.exit()).as(mend.err()).isZero();
    assertThat(mend.err()).contains("not confirmed and taken back: web, lb");
    assertThat(changed(before)).isEmpty();
    Run verify = lab.agent(config + "verify");
    assertThat(verify.exit()).isEqualTo(2);
    assertThat(verify.out()).contains("taken back");
    ok(config + "start");
    assertThat(local("192.0.2.30")).isTrue();
    assertThat(local("192.0.2.20")).isFalse();
    ok(config + "verify");
    ok(config + "stop");
    assertThat(host().sh("ip -4 addr show")).doesNotContain("192.0.2.1", "192.0.2.3", "192.0.2.20");
    assertThat(host().conf("all", "arp_announce")).isEqualTo("1");
    assertThat(host().conf("all", "arp_ignore")).isEqualTo("0");
  }

  @Test
  void whatIsConfirmedStays() throws Exception {
    up();
    Process process = waiting(60);
    assertThat(lab.agent(config + "status lb").err()).contains("waits", "lvs-agent confirm");
    assertThat(lab.agent(config + "verify").exit()).isZero();
    for (String other : List.of("start", "restart", "start --unless-stopped", "adopt")) {
      Run refused = lab.agent(config + other);
      assertThat(refused.exit()).as(other).isEqualTo(75);
      assertThat(refused.err()).contains("web, lb", "confirm it").hasLineCount(1);
    }
    assertThat(ok("confirm").out()).isEqualTo("confirmed: mail, web, lb\n");
    Run run = Bench.ended(process);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("192.0.2.30");
    assertThat(run.err()).contains("waiting 60 s for lvs-agent confirm").contains("confirmed");
    ok(config + "verify");
    assertThat(ok(config + "start --unless-stopped").err()).isEmpty();
    Run none = lab.agent("confirm");
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("nothing to confirm").hasLineCount(1);
    Run nothing = ok(config + "start --confirm 60");
    assertThat(nothing.err()).contains("there is nothing to confirm").hasLineCount(1);
  }

  @Test
  void whatIsNotConfirmedInTimeGoesBack() {
    Snapshot before = up();
    Run run = Bench.ended(lab.first().process(config + "-o json start --confirm 1"));
    assertThat(run.exit()).as(run.err()).isEqualTo(1);
    assertThat(run.err()).contains("not confirmed in time", "mail, web, lb");
    Json json = Json.of(run.out());
    assertThat(json.objects("changes")).isNotEmpty();
    assertThat(json.objects("changes")).allMatch(c -> c.text("result").equals("undone"));
    requireTakenBack(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void anInterruptionTakesItBackAtOnce(String signal) throws Exception {
    Snapshot before = up();
    Process process = waiting(600);
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    Run run = Bench.ended(process);
    assertThat(run.exit()).as(run.err()).isEqualTo(1);
    assertThat(run.err()).contains("interrupted: back to the state before");
    requireTakenBack(before);
  }

  /** The terminal of an ssh connection that was lost. */
  @Test
  void aTerminalThatHangsUpDoesNotEndTheWait() throws Exception {
    Snapshot before = up();
    List<String> line = new ArrayList<>(List.of("python3", DRIVE.toString()));
    line.addAll(List.of("see waiting 3 s", "hangup", "--"));
    line.addAll(
        lab.first().command("--netns " + host().name() + " " + config + "start --confirm 3"));
    long start = System.nanoTime();
    Run run = Bench.ended(new ProcessBuilder(line).start());
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(Json.of(run.out()).number("exit")).isEqualTo(1);
    assertThat(System.nanoTime() - start).isGreaterThan(2_500_000_000L);
    requireTakenBack(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"start --unless-stopped", "confirm", "watch"})
  void whatAKilledProcessLeavesTheNextRunTakesBack(String next) throws Exception {
    Snapshot before = up();
    waiting(60).destroyForcibly().waitFor();
    assertThat(lab.agent(config + "start").exit()).isEqualTo(75);
    assertThat(local("192.0.2.30")).isTrue();
    letItBeOverdue();
    if (next.equals("watch")) {
      Process watch = lab.first().process(config + "watch --repair --interval 0.2");
      Patience.until("taken back", () -> !open());
      watch.toHandle().destroy();
      Run run = Bench.ended(watch);
      assertThat(run.out()).contains("not confirmed: back to the state before");
    } else {
      assertThat(lab.agent(config + "status").err()).contains("not confirmed in time");
      Run run = lab.agent(next.equals("confirm") ? next : config + next);
      assertThat(run.exit()).isEqualTo(next.equals("confirm") ? 1 : 0);
      assertThat(run.err()).contains("back to the state before the start of mail, web, lb");
    }
    requireTakenBack(before);
  }

  @Test
  void aKilledProcessCanStillBeConfirmed() throws Exception {
    up();
    waiting(60).destroyForcibly().waitFor();
    ok("confirm");
    ok(config + "verify");
  }

  @Test
  void aStopTakesItBackFirst() throws Exception {
    Snapshot before = up();
    Process process = waiting(60);
    Run stop = ok(config + "stop lb");
    assertThat(stop.err()).contains("not confirmed: back to the state before");
    assertThat(changed(before)).isEmpty();
    Run run = Bench.ended(process);
    assertThat(run.exit()).as(run.err()).isEqualTo(1);
    assertThat(run.err()).contains("taken back by another run");
  }

  @Test
  void whatSomebodyChangesMeanwhileStays() throws Exception {
    Snapshot before = up();
    Process process = waiting(60);
    host().conf("all", "arp_announce", 0);
    process.toHandle().destroy();
    Run run = Bench.ended(process);
    assertThat(run.err()).contains("arp_announce is left at 0: somebody changed it");
    assertThat(host().conf("all", "arp_announce")).isEqualTo("0");
    host().conf("all", "arp_announce", 1);
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void aWatchTellsWhatSomebodyChangedMeanwhile() throws Exception {
    Snapshot before = up();
    waiting(60).destroyForcibly().waitFor();
    letItBeOverdue();
    host().conf("all", "arp_announce", 0);
    Process watch = lab.first().process(config + "watch --repair --interval 0.2");
    Patience.until("taken back", () -> !open());
    watch.toHandle().destroy();
    assertThat(Bench.ended(watch).out()).contains("arp_announce is left at 0: somebody changed it");
    host().conf("all", "arp_announce", 1);
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void aWaitForDevicesCanBeInterrupted() {
    config = "-c " + lab.first().config(NEW.replace("eth0", "eth9")) + " ";
    Process process = lab.first().process(config + "start --confirm 60 --wait-device 600");
    Patience.until("a run", () -> Files.exists(lab.first().state()));
    process.toHandle().destroy();
    Run run = Bench.ended(process);
    assertThat(run.exit()).as(run.err()).isNotZero();
    assertThat(open()).isFalse();
  }

  @Test
  void aDamagedRecordIsNamedAndStopsNoWatch() throws Exception {
    up();
    waiting(60).destroyForcibly().waitFor();
    Path record = record();
    Files.writeString(record, Files.readString(record).substring(0, 100));
    for (String next : List.of("start", "stop", "confirm")) {
      Run run = lab.agent((next.equals("confirm") ? "" : config) + next);
      assertThat(run.exit()).as(next).isEqualTo(70);
      assertThat(run.err()).contains(record.getFileName().toString());
    }
    Process watch = lab.first().process(config + "watch --repair --interval 0.1");
    try (BufferedReader out = watch.inputReader()) {
      assertThat(out.lines().anyMatch(line -> line.contains("waits for lvs-agent confirm")))
          .isTrue();
      watch.toHandle().destroy();
      assertThat(watch.waitFor()).isZero();
    }
  }

  @Test
  void aStartThatFailsLeavesNothingToConfirm() {
    config = "-c " + lab.first().config(NEW.replace("eth0", "eth9")) + " ";
    assertThat(lab.agent(config + "start --confirm 60 --dry-run").exit()).isEqualTo(69);
    Run run = Bench.ended(lab.first().process(config + "start --confirm 60"));
    assertThat(run.exit()).isEqualTo(69);
    assertThat(open()).isFalse();
    assertThat(lab.agent("confirm").exit()).isEqualTo(2);
  }

  /** From some write of the state on, none succeeds, as on a disk that has failed. */
  @Test
  void aStateThatCannotBeWrittenAnyMoreKeepsNothingOfTheStart() {
    Snapshot before = Snapshot.of(host());
    config = "-c " + lab.first().config(NEW) + " ";
    String fails = "strace -fqqo /dev/null -e inject=rename:error=EIO:when=%d+ \"$@\"";
    int writes = 0;
    for (Run run = null; run == null || run.err().contains("Input/output"); writes++) {
      run = lab.first().shell(fails.formatted(writes + 1), config + "start --confirm 1");
      boolean waited = run.err().contains("waiting 1 s");
      assertThat(run.exit()).as(run.err()).isIn(waited ? List.of(1) : List.of(1, 74));
      assertThat(run.err().contains("not confirmed in time: back")).isEqualTo(waited);
      assertThat(changed(before)).as(run.err()).isEmpty();
      ok(config + "start");
      ok(config + "verify");
      ok("stop --all");
      assertThat(changed(before)).isEmpty();
    }
    assertThat(writes).isGreaterThan(3);
  }
}
