package io.lvsagent.agent.report;

/** Colours words on a terminal, and leaves them alone elsewhere. */
record Ink(boolean colour) {
  static final String GOOD = "32";
  static final String GRAVE = "1;31";
  static final String WARNING = "33";
  static final String FAINT = "2";

  String paint(String word, String code) {
    return colour ? "\u001b[" + code + "m" + word + "\u001b[0m" : word;
  }
}
