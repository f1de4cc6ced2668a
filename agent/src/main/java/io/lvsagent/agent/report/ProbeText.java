package io.lvsagent.agent.report;

import io.lvsagent.agent.probe.Probed;
import io.lvsagent.agent.probe.Probed.Answer;
import io.lvsagent.agent.probe.Probed.Server;
import java.util.List;

/** The answers of a probe for a terminal of 80 columns. */
final class ProbeText {
  private static final int SHOWN = 20;
  private static final int WORD = 13;
  private static final String REASON = " ".repeat(WORD + 2);

  private final Ink ink;
  private final StringBuilder out;

  private ProbeText(Ink ink) {
    this.ink = ink;
    out = ink.text();
  }

  /** Appends the probes; if there are many, without {@code all} only those that are not well. */
  static void append(List<Probed> probes, Ink ink, boolean all) {
    ProbeText text = new ProbeText(ink);
    boolean few = all || probes.size() <= SHOWN;
    int left = 0;
    for (Probed probed : probes) {
      if (few || !probed.isWell()) {
        text.append(probed);
      } else {
        left++;
      }
    }
    if (left > 0) {
      text.out.append(left).append(" more are well: -v shows all\n");
    }
  }

  private void append(Probed probed) {
    String service = probed.service().isEmpty() ? "" : probed.service() + "  ";
    String begin = service + probed.vip() + " on " + probed.device() + ":";
    FindingText.wrap(out, begin + " ", probed.summary(), "  ");
    for (Answer answer : probed.answers()) {
      word(answer.expected() ? "answers" : "unexpected", answer.expected());
      FindingText.wrap(out, "", answer.mac().toString(), REASON);
      reason(answer.why());
    }
    for (Server server : probed.servers()) {
      word(server.result().toString(), server.well());
      FindingText.wrap(out, "", line(server), REASON);
      reason(server.why());
    }
  }

  private void word(String word, boolean well) {
    ink.paint(out.length() + 2, word.length(), well ? Ink.GOOD : Ink.GRAVE);
    out.append("  ").append(word).append(" ".repeat(WORD - word.length()));
  }

  private void reason(String why) {
    if (!why.isEmpty()) {
      FindingText.wrap(out, REASON, why, REASON);
    }
  }

  private static String line(Server server) {
    String port = server.port() == 0 ? "" : " port " + server.port();
    return server.server()
        + port
        + " "
        + server.method()
        + server.mss().map(mss -> "  mss " + mss).orElse("")
        + server.nanos().map(nanos -> "  " + millis(nanos) + " ms").orElse("");
  }

  /** Returns milliseconds with one decimal. */
  static double millis(long nanos) {
    return Math.round(nanos / 1e5) / 10.0;
  }
}
