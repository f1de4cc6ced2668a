package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Json;
import io.lvsagent.agent.lab.OnOneHost;
import io.lvsagent.agent.lab.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configs that are read from the standard input. */
final class StandardInputTest extends OnOneHost {
  private static final String WEB = "services: {web: {profile: dr, vips: [192.0.2.10]}}";
  private static final String TWO =
      "services: {web: {profile: dr, vips: [192.0.2.10]}, mail: {profile: dr, vips: [192.0.2.20]}}";
  private static final String ON_TERMINAL =
      "exec python3 -c 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))' \"$@\"";

  private Run given(String config, String words) {
    return lab.first().shell("printf '%s\\n' '" + config + "' | \"$@\"", words);
  }

  private String vips() {
    return host().sh("ip -4 addr show lo");
  }

  @Test
  void everyCommandThatReadsAConfigReadsItThere() {
    assertThat(given(TWO, "-c - check").out()).isEqualTo("standard input: 2 services\n");
    assertThat(given(TWO, "plan -c - --exit-code").exit()).isEqualTo(2);
    assertThat(given(TWO, "start --config=-").exit()).isZero();
    assertThat(vips()).contains("192.0.2.10/32", "192.0.2.20/32");
    assertThat(given(TWO, "verify -c -").exit()).isZero();
    assertThat(given(TWO, "status -c - mail").exit()).isZero();
    assertThat(given(TWO, "doctor -c -").exit()).isIn(0, 2);
    // the second config is one of the same origin, so what it lacks goes
    assertThat(given(WEB, "verify -c -").exit()).isEqualTo(2);
    assertThat(given(WEB, "restart -c -").exit()).isZero();
    assertThat(vips()).contains("192.0.2.10/32").doesNotContain("192.0.2.20");
    assertThat(given(WEB, "plan --stop -c -").out()).contains("ip address del 192.0.2.10/32");
    assertThat(given(WEB, "stop -c -").exit()).isZero();
    assertThat(vips()).doesNotContain("192.0.2.10");
  }

  @Test
  void theLedgerKnowsTheServiceByThatOrigin() {
    given(WEB, "start -c -");
    Path file = lab.first().config(WEB);
    Run other = lab.agent("start -c " + file);
    assertThat(other.exit()).isEqualTo(78);
    assertThat(other.err()).contains("service web is up from standard input: stop it");
    // a candidate for a file is none of what came by the standard input
    assertThat(given(WEB, "plan -c - --as " + file).exit()).isEqualTo(78);
    ok("stop --all");
    assertThat(given(TWO, "plan --exit-code -c - --as " + file).exit()).isEqualTo(2);
    ok("start -c " + file);
    assertThat(given(WEB, "plan --exit-code -c - --as " + file).exit()).isZero();
    ok("stop --all");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "printf 'services:\\n  web: {profile: dr, vips: [192.0.2.300]}\\n' | \"$@\";"
            + "standard input:2:29: vips:",
        "\"$@\" </dev/null;standard input: is empty",
        "echo '# nothing' | \"$@\";standard input:",
        "printf 'profiles: {}\\n' | \"$@\";standard input: \"services\" is missing",
        "printf '\\377\\n' | \"$@\";standard input: is not UTF-8 text",
        "head -c 1048577 /dev/zero | \"$@\";standard input: is larger than 1 MiB",
      })
  void aMistakeNamesTheStandardInput(String line, String message) {
    Run run = lab.first().shell(line, "plan -c -");
    assertThat(run.exit()).isEqualTo(78);
    assertThat(run.err()).startsWith("lvs-agent: " + message).hasLineCount(1);
  }

  @Test
  void machinesGetThePlaceAsWell() {
    Json error = Json.of(given("services: {web: 1}", "-o json -c - plan").out()).object("error");
    assertThat(error.text("file")).isEqualTo("standard input");
    assertThat(error.number("line")).isEqualTo(1);
  }

  @Test
  void aTerminalIsNotWaitedFor() {
    for (String words : new String[] {"verify -c -", "import --device eth0 -"}) {
      Run run = lab.first().shell(ON_TERMINAL, words);
      assertThat(run.exit()).as(words).isEqualTo(78);
      assertThat(run.out()).contains("standard input: is a terminal: send the text through a pipe");
      assertThat(run.out()).hasLineCount(1);
    }
  }
}
