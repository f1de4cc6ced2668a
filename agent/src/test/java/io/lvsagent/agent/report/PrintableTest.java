package io.lvsagent.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.report.Report.Failure;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.agent.verify.ServiceStatus.State;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts from outside, which may hold anything, on the way to a terminal or a mail. */
final class PrintableTest {
  private static final String EVIL = "a\u001b[31mb\u0007\u007f\u009b\u202e\u2028\udcffc\u00fc";
  private static final String SHOWN = "a\\x1b[31mb\\x07\\x7f\\u009b\\u202e\\u2028\\xffc\u00fc";

  private static String printed(Report report, boolean json) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Printer(new Console(out, out), json, false, false).print(report);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static ServiceStatus service() {
    return new ServiceStatus(
        EVIL, "dr", "real-server", State.UP, List.of(), List.of(), List.of(), java.util.Set.of());
  }

  @Test
  void nothingOfThemSteersATerminal() {
    Report report =
        Report.of("start")
            .with(List.of(service()))
            .noting(List.of(new Note("code", EVIL)))
            .failing(1, Failure.of("step-failed", EVIL));
    assertThat(printed(report, false)).containsOnlyOnce(SHOWN + "  up").doesNotContain("\u001b");
    assertThat(printed(report, false).split("a.x1b", -1)).hasSize(4);
    assertThat(printed(Report.of("profiles", EVIL + "\n\t"), false)).isEqualTo(SHOWN + "\n\t");
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    new Console(err, err).remark(EVIL);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo(SHOWN + "\n");
  }

  @Test
  void ourOwnColoursStay() {
    Report report = Report.of("status").with(List.of(service()));
    assertThat(TextReport.of(report, true, false, false))
        .startsWith(SHOWN + "  \u001b[32mup\u001b[0m  dr");
  }

  @Test
  void jsonKeepsThemAsEscapes() {
    String json = printed(Report.of("start").noting(List.of(new Note("code", EVIL))), true);
    assertThat(json).contains("a\\u001B[31mb\\u0007\\\\x7f\\u009b\\u202e\\u2028\\\\xffc\u00fc");
  }
}
