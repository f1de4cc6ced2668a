package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Bench;
import io.lvsagent.agent.lab.Json;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Run;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The view of {@code status --watch} as a process of its own, on terminals and into pipes. */
@Tag("kernel")
final class StatusViewTest {
  private static final String ENTER = "\u001b[?1049h";
  private static final String LEAVE = "\u001b[?1049l";

  /** Ends by itself, so that what is waited for in vain is a failure. */
  private static final String ENDING = "status --watch --interval 0.2 --count 150";

  private static final Path DRIVE = Path.of("src/test/resources/terminal/drive.py");

  @RegisterExtension final Lab lab = new Lab();

  private String config;

  @BeforeEach
  void start() {
    config = config("198.51.100.1");
    assertThat(lab.agent(config + " start").exit()).isZero();
  }

  private String config(String vips) {
    return "-c " + lab.first().config("services:\n  web: {profile: dr, vips: [" + vips + "]}\n");
  }

  private List<String> command(String words) {
    return lab.first().command("--netns " + lab.host().name() + " " + config + " " + words);
  }

  /** Runs it on a terminal of 24 rows and 80 columns. */
  private Json onTerminal(String words, String... steps) throws IOException {
    List<String> line = new ArrayList<>(List.of("python3", DRIVE.toString()));
    line.addAll(List.of(steps));
    line.add("--");
    line.addAll(command(words));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("TERM", "xterm");
    builder.environment().remove("NO_COLOR");
    Run run = Bench.ended(builder.start());
    assertThat(run.exit()).as(run.err()).isZero();
    Json json = Json.of(run.out());
    assertThat(json.is("restored")).isTrue();
    return json;
  }

  private static List<String> parts(Json json) {
    return ((List<?>) json.fields().get("parts")).stream().map(Object::toString).toList();
  }

  /** Returns the rows of the last frame. */
  private static List<String> rows(String drawn) {
    String frame = drawn.substring(drawn.lastIndexOf("\u001b[H"));
    return frame.replaceAll("\u001b\\[[0-9;?]*[a-zA-Z]", "").lines().toList();
  }

  @Test
  void isDrawnOnTheAlternateScreenUntilQIsPressed() throws IOException {
    Json json =
        onTerminal(
            "status --watch --interval 60",
            "see in sync",
            "size 2 30",
            "see \u001b[J",
            "size 24 200",
            "see \u001b[J",
            "type  ",
            "see \u001b[J",
            "type q");
    assertThat(json.number("exit")).isZero();
    List<String> parts = parts(json);
    assertThat(parts.get(0)).startsWith(ENTER).contains("\u001b[32min sync\u001b[0m");
    assertThat(rows(parts.get(0)).get(0))
        .contains("netns " + lab.host().name())
        .endsWith("in sync");
    assertThat(rows(parts.get(1))).hasSize(2).allMatch(row -> row.length() <= 30);
    assertThat(rows(parts.get(2)).get(0)).endsWith("q ends, other keys refresh");
    assertThat(rows(parts.get(3)).get(1)).startsWith("web  up  dr (real-server)  198.51.100.1");
    assertThat(parts.get(4)).endsWith(LEAVE);
    assertThat(String.join("", parts)).containsOnlyOnce(ENTER).containsOnlyOnce(LEAVE);
  }

  @Test
  void aSignalCtrlCAndTheLastRefreshGiveTheTerminalBack() throws IOException {
    for (String step : List.of("kill TERM", "kill INT", "kill HUP", "type \u0003")) {
      Json json = onTerminal("status --watch", "see in sync", step);
      assertThat(json.number("exit")).as(step).isZero();
      assertThat(String.join("", parts(json))).as(step).startsWith(ENTER).endsWith(LEAVE);
    }
    Json json = onTerminal("status --watch --count 2 --interval 0.1");
    assertThat(json.number("exit")).isZero();
    assertThat(parts(json).get(0)).endsWith(LEAVE).contains("in sync").doesNotContain("\r\r");
  }

  @Test
  void driftAndABrokenConfigAreShownAndDoNotEndIt() throws Exception {
    Process process = new ProcessBuilder(command(ENDING)).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      until(out, "in sync");
      lab.host().conf("all", "arp_ignore", 0);
      until(out, "drift: 1");
      until(out, "  leak     sysctl net/ipv4/conf/all/arp_ignore is 0, expected 1 or 2");
      lab.first().config("services: [");
      until(out, "going on by the ledger");
      until(out, "web  drift: 1");
      config("198.51.100.1, 198.51.100.2");
      until(out, "address lo 198.51.100.2/32 is absent, expected scope global");
    } finally {
      process.destroy();
    }
    assertThat(process.waitFor()).isZero();
  }

  private static void until(BufferedReader out, String text) throws IOException {
    String line = "";
    while (line != null && !line.contains(text)) {
      line = out.readLine();
    }
    assertThat(line).as(text).isNotNull();
  }

  @Test
  void intoAPipeItIsBlocksOfLinesOrObjects() throws IOException {
    Run run =
        Bench.ended(new ProcessBuilder(command("status --watch --count 2 --interval 0.1")).start());
    assertThat(run.exit()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .doesNotContain("\u001b")
        .doesNotStartWith("\n")
        .endsWith("198.51.100.1\n");
    assertThat(run.out().split("\n\n"))
        .hasSize(2)
        .allMatch(
            block -> block.matches("\\S+  netns \\S+  [-0-9]+ [:0-9]+  in sync\nweb  up .*\\s*"));
    Run json =
        Bench.ended(
            new ProcessBuilder(command("status --watch --count 2 --interval 0.1 -o json")).start());
    assertThat(json.exit()).isZero();
    assertThat(json.out().lines().map(Json::of).map(one -> one.only("services").text("state")))
        .containsExactly("up", "up");
  }

  @Test
  void itEndsWhenNobodyReads() throws Exception {
    Process process = new ProcessBuilder(command("status --watch --interval 0.1")).start();
    process.inputReader().close();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void aFirstLookThatFailsIsAnError() {
    lab.first().config("services: [");
    Run run = lab.agent("--state " + lab.first().state() + "x " + config + " status --watch");
    assertThat(run.exit()).isEqualTo(78);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void isToldOfAnotherRunAndGoesOn() throws Exception {
    Process process = new ProcessBuilder(command(ENDING)).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        FileChannel lock = FileChannel.open(lock(), StandardOpenOption.WRITE)) {
      until(out, "in sync");
      FileLock held = lock.lock();
      until(out, "cannot tell");
      until(out, "another run holds the lock");
      held.release();
      until(out, "in sync");
    } finally {
      process.destroy();
    }
    assertThat(process.waitFor()).isZero();
  }

  private Path lock() throws IOException {
    try (Stream<Path> files = Files.walk(lab.first().state())) {
      return files.filter(file -> file.endsWith("lock")).findFirst().orElseThrow();
    }
  }
}
