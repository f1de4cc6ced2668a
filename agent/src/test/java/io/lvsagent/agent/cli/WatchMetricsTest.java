package io.lvsagent.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.apply.RunResult.Step;
import io.lvsagent.agent.apply.RunResult.StepResult;
import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Patience;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Event;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.watch.Waiting;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** When a watch writes its metrics, and what it does where it cannot. */
@Tag("kernel")
final class WatchMetricsTest {
  private static final String WEB = "--profile dr --vip 192.0.2.10 --name web";
  private static final Waiting.Woken QUIET = new Waiting.Woken(false, false, false);
  private static final Waiting.Woken HEARD = new Waiting.Woken(true, false, false);

  @RegisterExtension final Lab lab = new Lab();
  @TempDir Path folder;

  private final List<Event> told = new ArrayList<>();
  private final ByteArrayOutputStream remarks = new ByteArrayOutputStream();
  private Waiting.Woken woken = QUIET;

  private WatchMetrics metrics(Path file) {
    String line = "watch " + WEB + " --state " + lab.first().state() + " --textfile " + file;
    Arguments arguments = Arguments.of(List.of(line.split(" ")));
    Console console = new Console(new ByteArrayOutputStream(), remarks);
    ServiceSelection selection = ConfigSelection.of(arguments).onThisHost(console);
    return new WatchMetrics(arguments, console, () -> selection, told::add, this::await);
  }

  private Waiting.Woken await(int descriptor, long nanos) {
    return woken;
  }

  /** Waits in the namespace, again and again, until the file has a text. */
  private void untilHas(Path file, String text, WatchMetrics metrics, int descriptor) {
    Patience.until(
        text + " is written",
        () -> {
          lab.host().call(() -> metrics.await(descriptor, 0));
          return Files.exists(file) && read(file).contains(text);
        });
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Event repaired() {
    Key vip = new Key(Kind.ADDRESS, "lo 192.0.2.10/32");
    Change change = new Change(vip, Absent.VALUE, vip.parse("scope global label lo:0"));
    List<Step> changes = List.of(new Step(change, StepResult.DONE));
    return new Event("repaired", Instant.EPOCH, Optional.empty(), changes, List.of());
  }

  @Test
  void countsRepairsByServiceAndTellsNothingOfANamespaceThatIsGone() {
    assertThat(lab.agent("start " + WEB).exit()).isZero();
    Path file = folder.resolve("lvs.prom");
    WatchMetrics metrics = metrics(file);
    untilHas(file, "lvs_agent_repairs_total{service=\"web\"} 0\n", metrics, 0);
    metrics.accept(repaired());
    assertThat(told).containsExactly(repaired());
    untilHas(file, "lvs_agent_repairs_total{service=\"web\"} 1\n", metrics, 0);
    assertThat(read(file)).contains("lvs_agent_in_sync{service=\"web\"} 1\n");
    String verified = read(file).replaceAll("(?s).*\n(lvs_agent_last_verify_[^\n]*\n).*", "$1");
    assertThat(verified).startsWith("lvs_agent_last_verify_timestamp_seconds 1");
    metrics.accept(new Event("failed", Instant.EPOCH, Optional.empty(), List.of(), List.of()));
    Patience.until(
        "nothing is claimed",
        () -> {
          lab.host().call(() -> metrics.await(-1, 0));
          return !read(file).contains("lvs_agent_in_sync{");
        });
    assertThat(read(file)).contains(verified);
    assertThat(remarks.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void whatHappensComesFirst() throws Exception {
    Path file = folder.resolve("lvs.prom");
    WatchMetrics metrics = metrics(file);
    woken = HEARD;
    Thread.sleep(1100);
    lab.host().call(() -> metrics.await(0, 0));
    assertThat(file).doesNotExist();
    woken = QUIET;
    lab.host().call(() -> metrics.await(0, 0));
    assertThat(file).exists();
  }

  @Test
  void aFileThatCannotBeWrittenIsToldOnce() throws Exception {
    WatchMetrics metrics = metrics(folder.resolve("none/lvs.prom"));
    for (int i = 0; i < 2; i++) {
      metrics.accept(repaired());
      Thread.sleep(2000);
      lab.host().call(() -> metrics.await(0, 0));
    }
    assertThat(remarks.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("lvs-agent: cannot write ");
  }
}
