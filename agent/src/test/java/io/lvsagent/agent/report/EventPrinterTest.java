package io.lvsagent.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.apply.RunResult.Step;
import io.lvsagent.agent.apply.RunResult.StepResult;
import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.lab.Json;
import io.lvsagent.agent.verify.Finding;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.profiles.model.Severity;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An event is a line, for people and for machines. */
final class EventPrinterTest {
  private static final Instant TIME = Instant.parse("2026-11-27T12:00:00Z");
  private static final Key VIP = new Key(Kind.ADDRESS, "lo 192.0.2.10/32");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private String printed(Event event, boolean json, boolean quiet) {
    out.reset();
    Console console = new Console(out, OutputStream.nullOutputStream());
    new EventPrinter(console, json, quiet).print(event);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static Event event(
      String word, List<ServiceStatus> services, List<Step> changes, List<Note> notes) {
    return new Event(word, TIME, Optional.of(services), changes, notes);
  }

  private static Event drift(int findings) {
    Finding absent =
        new Finding(
            "address",
            "lo 192.0.2.10/32",
            List.of("scope global", "scope host"),
            "absent",
            false,
            Severity.BROKEN,
            Optional.empty(),
            "the VIP must be local",
            true);
    ServiceStatus web =
        new ServiceStatus(
            "web",
            "dr",
            "real-server",
            ServiceStatus.State.DRIFT,
            List.of("192.0.2.10"),
            Collections.nCopies(findings, absent));
    return event("drift", List.of(web), List.of(), List.of());
  }

  @Test
  void driftNamesWhatDiffers() {
    assertThat(printed(drift(1), false, false))
        .isEqualTo(
            "2026-11-27T12:00:00Z drift: web drift (address lo 192.0.2.10/32 is absent, expected"
                + " scope global or scope host)\n");
    assertThat(printed(drift(7), false, false)).endsWith(", and 2 more findings)\n");
    Json json = Json.of(printed(drift(1), true, false));
    assertThat(json.text("event")).isEqualTo("drift");
    assertThat(json.text("time")).isEqualTo("2026-11-27T12:00:00Z");
    assertThat(json.only("services").text("state")).isEqualTo("drift");
  }

  @Test
  void repairsAreShellCommands() {
    Change change = new Change(VIP, Absent.VALUE, VIP.parse("scope global label lo:0"));
    Event repaired =
        event("repaired", List.of(), List.of(new Step(change, StepResult.DONE)), List.of());
    assertThat(printed(repaired, false, true))
        .startsWith("2026-11-27T12:00:00Z repaired: ip address add 192.0.2.10/32 dev lo")
        .hasLineCount(1);
    Step undone = new Step(change, StepResult.UNDONE);
    Event failed =
        event("failed", List.of(), Collections.nCopies(6, undone), List.of(new Note("x", "why")));
    assertThat(printed(failed, false, false))
        .contains(" (undone); ", "and 1 more changes; why")
        .hasLineCount(1);
  }

  @Test
  void quietPrintsNothingThatIsWell() {
    Event ready = event("ready", List.of(), List.of(), List.of());
    assertThat(printed(ready, false, true)).isEmpty();
    assertThat(printed(ready, false, false)).isEqualTo("2026-11-27T12:00:00Z ready\n");
  }

  @Test
  void aLineThatCannotBeWrittenIsToldOnce() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws java.io.IOException {
            throw new java.io.IOException("No space left on device");
          }
        };
    EventPrinter printer = new EventPrinter(new Console(full, err), false, false);
    printer.print(drift(1));
    printer.print(drift(1));
    assertThat(err.toString(StandardCharsets.UTF_8)).hasLineCount(1).contains("No space left");
  }
}
