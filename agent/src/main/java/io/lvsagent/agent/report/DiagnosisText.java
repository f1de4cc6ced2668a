package io.lvsagent.agent.report;

import io.lvsagent.agent.doctor.Diagnosis;
import io.lvsagent.agent.doctor.Diagnosis.Grade;
import java.util.List;

/** What the doctor found, for a terminal of 80 columns: the worst first, each with its remedy. */
final class DiagnosisText {
  private static final int WORD = 12;
  private static final String NEXT = " ".repeat(WORD + 2);
  private static final String MORE = " ".repeat(WORD + 4);

  private DiagnosisText() {}

  static void append(List<Diagnosis> found, Ink ink) {
    StringBuilder out = ink.text();
    if (found.isEmpty()) {
      out.append("nothing found\n");
    }
    for (Diagnosis one : found) {
      String word = one.severity().toString();
      boolean grave = one.severity() != Grade.MAY_BREAK;
      ink.paint(out.length() + 2, word.length(), grave ? Ink.GRAVE : Ink.WARNING);
      String begin = "  " + word + " ".repeat(WORD - word.length());
      FindingText.wrap(out, begin, one.id() + " " + one.where(), MORE);
      FindingText.wrap(out, NEXT, one.found(), NEXT);
      FindingText.wrap(out, NEXT, "why: " + one.why(), MORE);
      FindingText.wrap(out, NEXT, "mend: " + one.mend(), MORE);
    }
  }
}
