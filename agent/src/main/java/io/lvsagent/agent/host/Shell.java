package io.lvsagent.agent.host;

/** Quotes words for sh, because device names may hold almost anything: {@code a;reboot} is one. */
final class Shell {
  private static final String SAFE = "_./:=@%+,-";

  private Shell() {}

  /** Quotes each word of a line; the words are separated by single spaces. */
  static String words(String line) {
    if (isSafe(line.replace(' ', '_'))) {
      return line;
    }
    StringBuilder quoted = new StringBuilder();
    for (String word : line.split(" ")) {
      quoted.append(quoted.length() == 0 ? "" : " ").append(word(word));
    }
    return quoted.toString();
  }

  static String word(String text) {
    return isSafe(text) ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  private static boolean isSafe(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!letter && SAFE.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }
}
