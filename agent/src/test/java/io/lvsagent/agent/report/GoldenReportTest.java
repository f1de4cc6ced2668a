package io.lvsagent.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.apply.RunResult.Step;
import io.lvsagent.agent.apply.RunResult.StepResult;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.agent.plan.Unmet;
import io.lvsagent.agent.probe.Probed;
import io.lvsagent.agent.report.Report.Failure;
import io.lvsagent.agent.report.Report.Run;
import io.lvsagent.agent.verify.Finding;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.wire.Mac;
import io.lvsagent.profiles.model.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Reports as machines parse them and people read them, to the byte. */
final class GoldenReportTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final JsonReport.Origin ORIGIN =
      new JsonReport.Origin("node1", "2026-11-27T12:00:00.500Z", "0.1.0");
  private static final Key ARP = new Key(Kind.SYSCTL, "net/ipv4/conf/all/arp_ignore");
  private static final Key VIP = new Key(Kind.ADDRESS, "lo 192.0.2.10/32");
  private static final Key ROUTE = new Key(Kind.ROUTE, "main 192.0.2.10/32");

  private static Value value(Key key, String text) {
    return key.parse(text);
  }

  private static Step step(Key key, String before, String after, StepResult result) {
    return new Step(new Change(key, value(key, before), value(key, after)), result);
  }

  private static Finding finding(
      String key, String observed, boolean ok, Severity severity, Optional<Integer> combined) {
    return new Finding(
        "sysctl", key, List.of("1", "2"), observed, ok, severity, combined, "all covers 0", true);
  }

  private static Report start() {
    Unmet unmet =
        new Unmet(
            ROUTE,
            value(ROUTE, "via 192.0.2.1 dev eth0 proto 3 scope global"),
            new Expectation(
                List.of(value(ROUTE, "dev lo proto 76 scope link src 192.0.2.10")),
                true,
                Severity.BROKEN,
                "it is not ours",
                List.of("web")));
    return Report.of("start")
        .with(
            new Run(
                true,
                List.of(
                    step(ARP, "0", "1", StepResult.DONE),
                    step(VIP, "absent", "scope global label lo:0", StepResult.DONE),
                    step(ARP, "1", "0", StepResult.KEPT)),
                List.of(unmet)))
        .noting(List.of(new Note("foreign-value", "a \"quoted\" text\twith a tab")))
        .with(
            List.of(
                new ServiceStatus(
                    "web",
                    "dr",
                    "real-server",
                    ServiceStatus.State.DRIFT,
                    List.of("192.0.2.10", "192.0.2.20-192.0.2.29"),
                    List.of())))
        .exiting(2);
  }

  private static Report verify() {
    List<Finding> findings =
        List.of(
            finding("net/ipv4/conf/all/arp_ignore", "0", false, Severity.LEAK, Optional.empty()),
            finding("net/ipv4/conf/eth0/arp_ignore", "0", true, Severity.LEAK, Optional.of(1)),
            finding("net/ipv4/conf/eth1/arp_ignore", "8", false, Severity.MUTE, Optional.of(8)),
            finding("net/ipv4/conf/lo/arp_ignore", "0", false, Severity.COSMETIC, Optional.of(1)));
    return Report.of("verify")
        .with(
            List.of(
                new ServiceStatus(
                    "web",
                    "dr",
                    "real-server",
                    ServiceStatus.State.DRIFT,
                    List.of("192.0.2.10"),
                    findings),
                new ServiceStatus(
                    "a-longer-name",
                    "nat",
                    "real-server",
                    ServiceStatus.State.UP,
                    List.of(),
                    List.of())))
        .exiting(2);
  }

  private static Report failed() {
    return Report.of("start")
        .with(
            new Run(
                false,
                List.of(
                    step(ARP, "0", "1", StepResult.UNDONE),
                    step(VIP, "absent", "scope global label lo:0", StepResult.FAILED),
                    step(
                        ROUTE,
                        "absent",
                        "dev lo proto 76 scope link src 192.0.2.10",
                        StepResult.PLANNED)),
                List.of()))
        .failing(1, Failure.of("step-failed", "add address 192.0.2.10/32 dev lo: EPERM"));
  }

  private static Report refused() {
    return Report.of("check")
        .failing(
            78, new Failure("config", "lvs.yaml:3:7: is no VIP", Optional.of("lvs.yaml"), 3, 7));
  }

  private static void isGolden(String name, String text) throws IOException {
    assertThat(text).isEqualTo(Files.readString(GOLDEN.resolve(name)));
  }

  @Test
  void isTheJsonOfSchemaOne() throws IOException {
    isGolden("start.json", JsonReport.of(start(), ORIGIN));
    isGolden("verify.json", JsonReport.of(verify(), ORIGIN));
    isGolden("failed.json", JsonReport.of(failed(), ORIGIN));
    isGolden("refused.json", JsonReport.of(refused(), ORIGIN));
    isGolden("text.json", JsonReport.of(Report.of("profiles", "dr  real server\n"), ORIGIN));
  }

  @Test
  void isTheTextThatPeopleRead() throws IOException {
    isGolden("start.txt", TextReport.of(start(), false, false, false));
    isGolden("start.err", TextReport.remarks(start(), false));
    isGolden("verify.txt", TextReport.of(verify(), false, false, false));
    isGolden("verify-v.txt", TextReport.of(verify(), false, true, false));
    isGolden("verify-colour.txt", TextReport.of(verify(), true, false, false));
    isGolden("failed.txt", TextReport.of(failed(), false, false, false));
    isGolden("failed.err", TextReport.remarks(failed(), false));
    isGolden("refused.err", TextReport.remarks(refused(), false));
  }

  /** A leak, and one real server for each form of a line. */
  private static Report probe() {
    List<Probed.Answer> answers =
        List.of(
            new Probed.Answer(
                Mac.parse("02:00:00:00:00:11"),
                false,
                "it is real server 192.0.2.11: run `lvs-agent verify` there"));
    List<Probed.Server> servers =
        List.of(
            new Probed.Server(
                Ip.parse("192.0.2.11"),
                "direct",
                8080,
                Probed.Result.SERVES,
                Optional.of(1460),
                Optional.of(234_567L),
                "",
                true),
            new Probed.Server(
                Ip.parse("192.0.2.12"),
                "tunnel",
                8080,
                Probed.Result.WRONG_SOURCE,
                Optional.empty(),
                Optional.empty(),
                "the answer comes from 192.0.2.12 port 8080; a client drops it",
                false));
    Ip vip = Ip.parse("192.0.2.10");
    String held = "this host has it, and others answer, too";
    return Report.of("probe")
        .probing(
            List.of(
                new Probed("web", vip, "eth0", answers, servers, held, false),
                new Probed("", vip, "eth1", List.of(), List.of(), "nobody answers", true)))
        .exiting(2);
  }

  @Test
  void aProbeTellsOfEachVipWhoAnswersAndWhoServes() throws IOException {
    isGolden("probe.txt", TextReport.of(probe(), false, false, false));
    isGolden("probe.json", JsonReport.of(probe(), ORIGIN));
  }

  @Test
  void ofManyProbesThoseThatAreWellAreCounted() {
    List<Probed> many = new ArrayList<>(probe().probes().orElseThrow());
    many.addAll(Collections.nCopies(20, many.get(1)));
    Report report = Report.of("probe").probing(many);
    assertThat(TextReport.of(report, false, false, false))
        .contains("web  192.0.2.10 on eth0")
        .doesNotContain("eth1")
        .endsWith("21 more are well: -v shows all\n");
    assertThat(TextReport.of(report, false, true, false)).contains("eth1");
    assertThat(TextReport.of(report, false, false, true)).isEmpty();
  }

  @Test
  void quietPrintsNothingIfNothingHappened() {
    Report well = Report.of("verify").with(verify().services()).exiting(0);
    assertThat(TextReport.of(well, false, false, true)).isEmpty();
    assertThat(TextReport.of(verify(), false, false, true)).isNotEmpty();
    assertThat(TextReport.of(start(), false, false, true)).isNotEmpty();
    assertThat(TextReport.of(start().exiting(0), false, false, true)).isEmpty();
  }

  @Test
  void aServiceThatWasNeverStartedIsOneLine() {
    Finding missing =
        finding("net/ipv4/conf/all/arp_ignore", "0", false, Severity.BROKEN, Optional.empty());
    ServiceStatus never =
        new ServiceStatus(
            "web",
            "dr",
            "real-server",
            ServiceStatus.State.STOPPED,
            List.of("192.0.2.10"),
            List.of(missing));
    Report report = Report.of("verify").with(List.of(never)).exiting(2);
    assertThat(TextReport.of(report, false, false, false))
        .isEqualTo(
            """
            web  not started  dr (real-server)  192.0.2.10
            run `lvs-agent start` to repair; `lvs-agent plan` shows what it would do
            """);
    assertThat(TextReport.of(report, false, true, false)).contains("arp_ignore is 0");
  }

  @Test
  void whatStartCannotRepairIsNotSentToIt() {
    Finding lost =
        new Finding(
            "path",
            "192.0.2.10 from 192.0.2.1 by eth0",
            List.of("received"),
            "lost: eth0 has no carrier",
            false,
            Severity.BROKEN,
            Optional.empty(),
            "a client gets no answer",
            false);
    ServiceStatus view =
        new ServiceStatus(
            "web", "dr", "real-server", ServiceStatus.State.DRIFT, List.of(), List.of(lost));
    Report report = Report.of("verify").with(List.of(view)).exiting(2);
    assertThat(TextReport.of(report, false, false, false))
        .endsWith("`lvs-agent start` cannot repair this: mend what the lines above name\n");
  }

  @Test
  void whatIsLeftAfterAStopIsMendedByAStop() {
    Finding left = finding("net/x", "0", false, Severity.BROKEN, Optional.empty());
    ServiceStatus view =
        new ServiceStatus(
            "web", "dr", "real-server", ServiceStatus.State.LEFTOVERS, List.of(), List.of(left));
    Report report = Report.of("verify").with(List.of(view)).exiting(2);
    assertThat(TextReport.of(report, false, false, false))
        .endsWith("run `lvs-agent stop` again to remove what is left\n");
  }

  @Test
  void noLineIsLongerThanATerminal() {
    List<String> vips = IntStream.range(100, 109).mapToObj(i -> "2001:db8::" + i).toList();
    ServiceStatus view =
        new ServiceStatus(
            "web",
            "dr",
            "real-server",
            ServiceStatus.State.DRIFT,
            vips,
            verify().services().get(0).findings());
    Report report = Report.of("verify").with(List.of(view)).exiting(2);
    assertThat(TextReport.of(report, false, true, false).lines())
        .allMatch(line -> line.length() <= 80);
  }

  @Test
  void allMistakesAreToldOfManyTheFirst() {
    Failure other = new Failure("config", "lvs.yaml:5:1: more", Optional.of("lvs.yaml"), 5, 1);
    List<Failure> others = new ArrayList<>(Collections.nCopies(30, other));
    Failure first =
        new Failure("config", "lvs.yaml:3:7: is no VIP", Optional.of("lvs.yaml"), 3, 7, others);
    Report report = Report.of("check").failing(78, first);
    assertThat(TextReport.remarks(report, false))
        .startsWith("lvs-agent: lvs.yaml:3:7: is no VIP\nlvs-agent: lvs.yaml:5:1: more\n")
        .endsWith("lvs-agent: and 11 more\n")
        .hasLineCount(21);
    assertThat(JsonReport.of(report, ORIGIN))
        .contains(
            "\"line\":3,\"column\":7,\"others\":[{\"code\":\"config\","
                + "\"message\":\"lvs.yaml:5:1: more\"");
  }

  @Test
  void longListsAreCutWithANote() {
    List<Finding> findings = new ArrayList<>();
    IntStream.range(0, 30)
        .forEach(
            i ->
                findings.add(
                    finding(
                        "net/ipv4/conf/d" + i + "/x",
                        "3",
                        false,
                        Severity.LEAK,
                        Optional.empty())));
    List<String> vips = IntStream.range(0, 9).mapToObj(i -> "192.0.2." + i).toList();
    ServiceStatus view =
        new ServiceStatus("web", "dr", "real-server", ServiceStatus.State.DRIFT, vips, findings);
    Report report = Report.of("verify").with(List.of(view)).exiting(2);
    assertThat(TextReport.of(report, false, false, false))
        .contains("192.0.2.3 and 5 more", "and 10 more: -v shows all")
        .doesNotContain("d20/x");
    assertThat(TextReport.of(report, false, true, false)).contains("d29/x");
  }
}
