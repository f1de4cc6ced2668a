package io.lvsagent.agent.report;

import io.lvsagent.agent.verify.Finding;
import io.lvsagent.profiles.model.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The findings of one service for a terminal of 80 columns: the worst first, each on a line of its
 * own, and the reason below the last of those that have it in common.
 */
final class FindingText {
  static final int WIDTH = 80;
  private static final int SHOWN = 20;
  private static final int WORD = 9;
  private static final String REASON = " ".repeat(WORD + 4);
  private static final String MORE = " ".repeat(WORD + 6);

  private final Ink ink;
  private final boolean all;
  private final StringBuilder out;

  private FindingText(Ink ink, boolean all) {
    this.ink = ink;
    this.out = ink.text();
    this.all = all;
  }

  /** Appends the lines of findings; with {@code all}, also of those that are as expected. */
  static void append(List<Finding> findings, Ink ink, boolean all) {
    new FindingText(ink, all).print(findings);
  }

  private void print(List<Finding> findings) {
    List<Finding> shown = shown(findings, all);
    int most = all ? shown.size() : Math.min(SHOWN, shown.size());
    for (int i = 0; i < most; i++) {
      Finding finding = shown.get(i);
      finding(finding);
      boolean last = i == most - 1 || !shown.get(i + 1).why().equals(finding.why());
      if (last) {
        wrap(REASON, finding.why(), REASON);
      }
    }
    if (most < shown.size()) {
      out.append("  and ").append(shown.size() - most).append(" more: -v shows all\n");
    }
  }

  /** Returns the findings in their order; with {@code all}, also those that are as expected. */
  static List<Finding> shown(List<Finding> findings, boolean all) {
    List<Finding> shown = new ArrayList<>(findings);
    shown.removeIf(finding -> finding.ok() && !all);
    shown.sort(Comparator.comparing(Finding::ok).thenComparing(Finding::severity));
    return shown;
  }

  static String word(Finding finding) {
    return finding.ok() ? "ok" : finding.severity().toString();
  }

  /** Returns what is there and what is expected. */
  static String text(Finding finding) {
    StringBuilder text = new StringBuilder();
    text.append(finding.kind()).append(' ').append(finding.key());
    text.append(" is ").append(finding.observed());
    if (finding.combined().isPresent()) {
      text.append(" (").append(finding.combined().get()).append(" with all)");
    }
    if (!finding.ok()) {
      text.append(", expected ").append(String.join(" or ", finding.accepted()));
    }
    return text.toString();
  }

  private void finding(Finding finding) {
    String word = word(finding);
    ink.paint(out.length() + 2, word.length(), colour(finding));
    wrap("  " + word + " ".repeat(Math.max(1, WORD - word.length())), text(finding), MORE);
  }

  static String colour(Finding finding) {
    boolean grave = finding.severity().compareTo(Severity.BROKEN) < 0;
    return finding.ok() ? Ink.GOOD : grave ? Ink.GRAVE : Ink.WARNING;
  }

  private void wrap(String begin, String text, String next) {
    wrap(out, begin, text, next);
  }

  /** Appends a text, as it will be printed, that begins and continues in this way. */
  static void wrap(StringBuilder out, String begin, String text, String next) {
    for (String line : wrapped(begin, text, next, WIDTH)) {
      out.append(line).append('\n');
    }
  }

  /** Returns such a text in lines that are no longer than {@code width}, but for long words. */
  static List<String> wrapped(String begin, String text, String next, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(begin);
    boolean empty = true;
    for (String word : Printable.of(text).split(" ")) {
      if (!empty && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
        line.append(next);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
    return lines;
  }
}
