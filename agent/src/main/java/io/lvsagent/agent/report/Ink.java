package io.lvsagent.agent.report;

import java.util.ArrayList;
import java.util.List;

/** A text with words that are coloured on a terminal. Only the colours can steer it. */
final class Ink {
  static final String GOOD = "32";
  static final String GRAVE = "1;31";
  static final String WARNING = "33";
  static final String FAINT = "2";

  private final StringBuilder text = new StringBuilder();
  private final List<Paint> paints = new ArrayList<>();
  private final boolean colour;

  /** A colour that begins at an offset of the text. */
  private record Paint(int at, String code) {}

  Ink(boolean colour) {
    this.colour = colour;
  }

  /** Returns the text so far without its colours, to append to it. */
  StringBuilder text() {
    return text;
  }

  /** Colours a word, which must stand behind those that were coloured before. */
  void paint(int begin, int length, String code) {
    if (colour) {
      paints.add(new Paint(begin, code));
      paints.add(new Paint(begin + length, "0"));
    }
  }

  /** Returns the text with its colours. */
  String painted() {
    StringBuilder painted = new StringBuilder();
    int from = 0;
    for (Paint paint : paints) {
      painted.append(Printable.of(text.substring(from, paint.at)));
      painted.append("\u001b[").append(paint.code).append('m');
      from = paint.at;
    }
    return painted.append(Printable.of(text.substring(from))).toString();
  }
}
