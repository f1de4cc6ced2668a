package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.cli.Commands;
import io.lvsagent.agent.lab.Json;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import io.lvsagent.agent.report.Console;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Command lines that are accepted, and those that are refused. */
@Tag("kernel")
final class CommandLineTest {
  private static final Path REFUSED = Path.of("src/test/resources/command-lines/refused");
  private static final String WEB = "--profile dr --vip 192.0.2.10";

  @RegisterExtension final Lab lab = new Lab();

  /** A command line that is refused, from one line of the file. */
  private record Refused(int exit, List<String> words, List<String> parts) {
    static Refused of(String line) {
      String[] columns = line.split(" ; ");
      List<String> words = new ArrayList<>();
      for (String word : columns[1].strip().split(" ")) {
        if (!word.isEmpty()) {
          words.add(word.equals("''") ? "" : word);
        }
      }
      List<String> parts = Stream.of(columns).skip(2).map(String::strip).toList();
      return new Refused(Integer.parseInt(columns[0]), words, parts);
    }

    @Override
    public String toString() {
      return "lvs-agent " + String.join(" ", words);
    }
  }

  @TestFactory
  Stream<DynamicTest> reportsInOneLineWhatIsWrongAndChangesNothing() throws IOException {
    List<Refused> lines =
        Files.readAllLines(REFUSED).stream()
            .filter(line -> !line.startsWith("#"))
            .map(Refused::of)
            .toList();
    assertThat(lines).hasSizeGreaterThan(50);
    return lines.stream()
        .map(line -> DynamicTest.dynamicTest(line.toString(), () -> isRefused(line)));
  }

  private void isRefused(Refused line) {
    Snapshot before = Snapshot.of(lab.host());
    Run text = run(line.words());
    assertThat(text.exit()).as(text.err()).isEqualTo(line.exit());
    assertThat(text.out()).isEmpty();
    assertThat(text.err()).hasLineCount(1).startsWith("lvs-agent: ").contains(line.parts());
    if (!line.words().contains("-o")) {
      List<String> words = new ArrayList<>(List.of("-o", "json"));
      words.addAll(line.words());
      Run json = run(words);
      assertThat(json.exit()).isEqualTo(line.exit());
      assertThat(Json.of(json.out()).number("exit")).isEqualTo(line.exit());
      assertThat(text.err())
          .isEqualTo("lvs-agent: " + Json.of(json.out()).object("error").text("message") + "\n");
    }
    assertThat(before.differencesTo(Snapshot.of(lab.host()))).isEmpty();
  }

  /** Adds a state folder, unless the line names one. */
  private Run run(List<String> words) {
    List<String> all = new ArrayList<>(words);
    if (!words.contains("--state")) {
      all.addAll(0, List.of("--state", lab.first().state().toString()));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit = lab.host().call(() -> Commands.run(all, new Console(out, err)));
    return new Run(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void everyExitHasOneObjectWithTheFieldsOfTheSchema() {
    List<String> lines =
        List.of(
            "verify " + WEB,
            "plan " + WEB,
            "start " + WEB,
            "start " + WEB,
            "verify " + WEB,
            "status " + WEB,
            "plan --stop " + WEB,
            "restart " + WEB,
            "adopt " + WEB,
            "stop " + WEB,
            "status",
            "check -c /no/such",
            "start -c /no/such",
            "start --bad",
            "profiles",
            "profiles dr",
            "--version",
            "--help",
            "start --help",
            "");
    for (String line : lines) {
      Run run = lab.agent("-o json " + line);
      Json report = Json.of(run.out());
      assertThat(report.fields().keySet())
          .as(line)
          .contains(
              "schema",
              "command",
              "host",
              "time",
              "version",
              "exit",
              "changed",
              "services",
              "changes",
              "unmet",
              "notes",
              "error");
      assertThat(report.text("schema")).isEqualTo("lvs-agent/1");
      assertThat(Instant.parse(report.text("time"))).isBeforeOrEqualTo(Instant.now());
      assertThat(report.number("exit")).as(line).isEqualTo(run.exit());
      report
          .objects("services")
          .forEach(
              service ->
                  assertThat(service.fields().keySet())
                      .contains("name", "profile", "role", "state", "items"));
      report
          .objects("changes")
          .forEach(
              change ->
                  assertThat(change.fields().keySet())
                      .contains("kind", "key", "before", "after", "shell", "result"));
    }
  }

  @Test
  void changedIsTrueOnlyIfSomethingWasChanged() {
    assertThat(Json.of(lab.agent("-o json start " + WEB).out()).is("changed")).isTrue();
    assertThat(Json.of(lab.agent("-o json start " + WEB).out()).is("changed")).isFalse();
    assertThat(Json.of(lab.agent("-o json verify " + WEB).out()).is("changed")).isFalse();
    assertThat(Json.of(lab.agent("-o json stop " + WEB).out()).is("changed")).isTrue();
    assertThat(Json.of(lab.agent("-o json stop " + WEB).out()).is("changed")).isFalse();
  }

  @Test
  void theCombinedValueIsOnTheItemsOfEachArpDevice() {
    lab.agent("start " + WEB);
    Json report = Json.of(lab.agent("-o json verify " + WEB).out());
    assertThat(report.objects("services").get(0).objects("items"))
        .filteredOn(item -> item.text("key").equals("net/ipv4/conf/eth0/arp_announce"))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.text("observed")).isEqualTo("0");
              assertThat(item.number("combined")).isEqualTo(2);
              assertThat(item.is("ok")).isTrue();
            });
  }

  @Test
  void quietVerifyPrintsNothingIfAllIsWell() {
    lab.agent("start " + WEB);
    Run well = lab.agent("-q verify " + WEB);
    assertThat(well.out() + well.err()).isEmpty();
    lab.host().conf("eth0", "arp_ignore", 3);
    Run drift = lab.agent("-q verify " + WEB);
    assertThat(drift.exit()).isEqualTo(2);
    assertThat(drift.out()).contains("leak", "net/ipv4/conf/eth0/arp_ignore is 3");
  }

  @Test
  void differencesWithoutEffectFailOnlyAStrictVerify() {
    lab.agent("start " + WEB);
    lab.host().conf("lo", "arp_ignore", 0);
    assertThat(lab.agent("verify " + WEB).exit()).isZero();
    assertThat(lab.agent("verify " + WEB).out()).contains("cosmetic", "conf/lo/arp_ignore is 0");
    assertThat(lab.agent("verify --strict " + WEB).exit()).isEqualTo(2);
  }

  @Test
  void aNameThatIsGivenTwiceIsOneService() {
    Path config = lab.first().config("services: {web: {profile: dr, vips: [192.0.2.10]}}");
    Json report = Json.of(lab.agent("-o json -c " + config + " start web web").out());
    assertThat(report.texts("services", "name")).containsExactly("web");
    assertThat(report.number("exit")).isZero();
  }

  @Test
  void globalOptionsAreAcceptedBeforeTheCommandAndAfterIt() {
    for (String line :
        List.of("-o json plan " + WEB, "plan -o json " + WEB, "plan " + WEB + " -o json")) {
      assertThat(Json.of(lab.agent(line).out()).text("command")).isEqualTo("plan");
    }
  }

  @Test
  void helpAndVersionNeedNothing() {
    assertThat(lab.agent("--help").out()).contains("start", "stop", "verify", "Exit codes");
    assertThat(lab.agent("--version").out()).startsWith("lvs-agent ");
    for (String verb :
        List.of("start", "stop", "restart", "status", "verify", "plan", "adopt", "check")) {
      Run help = lab.agent(verb + " --help");
      assertThat(help.exit()).isZero();
      assertThat(help.out()).contains("lvs-agent " + verb, "--config", "--state");
      assertThat(help.err()).isEmpty();
    }
  }

  @Test
  void profilesAreListedAndPrintedAsTheyAreRead() {
    assertThat(lab.agent("profiles").out())
        .contains("dr-uplink", "dr-many", "tun", "director-dr", "director-tun", "director-nat");
    assertThat(lab.agent("profiles dr").out()).contains("net/ipv4/conf/all/arp_ignore", "why");
  }

  @Test
  void aStackTraceIsPrintedOnlyWithVerbose() {
    Run quiet = lab.agent("-c /no/such start");
    assertThat(quiet.err()).doesNotContain("\tat ");
    Run verbose = lab.agent("-v -c /no/such start");
    assertThat(verbose.err()).contains("\tat io.lvsagent.", "does not exist");
  }

  @Test
  void aBareCallPrintsTheUsageOnStderr() {
    for (List<String> words : List.of(List.<String>of(), List.of("-v"), List.of("-q"))) {
      Run bare = run(words);
      assertThat(bare.exit()).isEqualTo(64);
      assertThat(bare.out()).isEmpty();
      assertThat(bare.err())
          .startsWith("Usage: lvs-agent ")
          .endsWith("lvs-agent: no command; see lvs-agent --help\n")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void checkReportsEveryMistakeOfAConfig() {
    Path config =
        lab.first()
            .config(
                """
                services:
                  one: {profile: dx, vips: [192.0.2.10]}
                  two: {profile: dr, vip: [192.0.2.300], uplinks: [all]}
                  three: {profile: director-dr, vips: [192.0.2.300, www], virtual-servers: [{tcp: http}]}
                  four: {profile: director-dr, device: eth0, vips: [192.0.2.300, www]}
                """);
    Run check = lab.agent("-c " + config + " check");
    assertThat(check.exit()).isEqualTo(78);
    assertThat(check.err().lines())
        .extracting(line -> line.replaceFirst(".*yaml:(\\d+:\\d+): ([^ ]*).*", "$1 $2"))
        .containsExactly(
            "2:18 profile:",
            "3:22 two:",
            "3:52 uplinks:",
            "4:20 profile:",
            "5:53 vips:",
            "5:66 vips:");
    Json error = Json.of(lab.agent("-o json -c " + config + " check").out()).object("error");
    assertThat(error.number("line")).isEqualTo(2);
    assertThat(error.objects("others")).hasSize(5);
  }

  @Test
  void planListsItsServicesForMachinesOnly() {
    Run plan = lab.agent("plan " + WEB);
    assertThat(plan.out().lines())
        .allMatch(line -> line.startsWith("ip ") || line.startsWith("sysctl "));
    Json json = Json.of(lab.agent("-o json plan " + WEB).out());
    assertThat(json.texts("services", "name")).containsExactly("dr");
    assertThat(json.texts("services", "state")).containsExactly("up");
    lab.agent("start " + WEB);
    assertThat(lab.agent("plan " + WEB).out()).isEmpty();
    json = Json.of(lab.agent("-o json plan --stop " + WEB).out());
    assertThat(json.texts("services", "state")).containsExactly("stopped");
  }

  @Test
  void aCandidateIsJudgedAsIfItReplacedTheConfig() throws IOException {
    Path config = lab.first().config("services: {web: {profile: dr, vips: [192.0.2.10]}}");
    lab.agent("-c " + config + " start");
    Path next =
        Files.writeString(
            config.resolveSibling("candidate"),
            "services: {mail: {profile: dr, vips: [192.0.2.10]}}");
    String as = "-c " + next + " --as " + config + " ";
    assertThat(lab.agent("check " + as).exit()).isZero();
    assertThat(lab.agent("plan --exit-code " + as).exit()).isEqualTo(2);
    Files.writeString(next, "services: {mail: {profile: dr, vips: [192.0.2.20]}}");
    assertThat(lab.agent("plan " + as).out())
        .contains("ip address del 192.0.2.10/32 dev lo", "ip address add 192.0.2.20/32 dev lo");
    Run verify = lab.agent("verify " + as);
    assertThat(verify.exit()).isEqualTo(2);
    assertThat(verify.out()).contains("web", "not in the config any more");
    Files.writeString(next, "services: {web: {profile: dr, vips: [192.0.2.10]}}");
    assertThat(lab.agent("verify " + as).exit()).isZero();
  }

  @Test
  void quietStartAndStopPrintNothing() {
    for (String verb : List.of("start", "restart", "stop")) {
      Run run = lab.agent(verb + " -q " + WEB);
      assertThat(run.exit()).isZero();
      assertThat(run.out() + run.err()).as(verb).isEmpty();
    }
    assertThat(lab.agent("plan -q " + WEB).out()).isNotEmpty();
  }

  @Test
  void whatOnlyRootMayDoSaysSo() {
    // in a user namespace without a map, the process is nobody
    Run run =
        lab.first()
            .shell("exec unshare -U \"$@\"", "--netns " + lab.host().name() + " verify " + WEB);
    assertThat(run.exit()).isEqualTo(77);
    assertThat(run.err()).endsWith(": run this as root\n").hasLineCount(1);
  }

  @Test
  void checkReadsOnlyTheConfig() {
    Path config = lab.first().config("services: {web: {profile: dr, vips: [192.0.2.10]}}");
    Run run =
        lab.first()
            .shell(
                "exec setpriv --inh-caps -all --bounding-set -all \"$@\"",
                "-c " + config + " check");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo(config + ": 1 service\n");
    assertThat(lab.first().state()).doesNotExist();
  }

  @Test
  void checkFindsServicesThatExcludeEachOtherInTheTable() {
    Path config =
        lab.first()
            .config(
                """
                services:
                  one: {profile: director-dr, device: eth0, vips: [192.0.2.10],
                        virtual-servers: [{tcp: 80}]}
                  two: {profile: director-dr, device: eth0, vips: [192.0.2.10],
                        virtual-servers: [{tcp: 80, scheduler: rr}]}
                """);
    for (String verb : List.of("check", "start", "verify")) {
      Json report = Json.of(lab.agent("-o json -c " + config + " " + verb).out());
      assertThat(report.number("exit")).as(verb).isEqualTo(78);
      assertThat(report.object("error").number("line")).as(verb).isEqualTo(5);
      assertThat(report.object("error").text("message"))
          .startsWith(config + ":5:33: tcp: services one and two exclude each other on ipvs");
    }
  }

  @Test
  void anAnswerThatCannotBeWrittenIsAnError() throws IOException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (OutputStream full = new FileOutputStream("/dev/full")) {
      assertThat(Commands.run(List.of("profiles"), new Console(full, err))).isEqualTo(74);
    }
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("lvs-agent: write the answer to stdout: ")
        .hasLineCount(1);
  }
}
