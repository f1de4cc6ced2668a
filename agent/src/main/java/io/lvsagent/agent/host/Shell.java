package io.lvsagent.agent.host;

import io.lvsagent.iface.ByteText;

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
    if (isSafe(text)) {
      return text;
    }
    return text.codePoints().allMatch(Shell::isPrintable)
        ? "'" + text.replace("'", "'\\''") + "'"
        : "\"$(printf '" + octal(text) + "')\"";
  }

  private static boolean isPrintable(int c) {
    return c >= ' ' && c <= '~' || Character.isLetterOrDigit(c);
  }

  /** Returns the text for printf(1), so that control characters reach no terminal. */
  private static String octal(String text) {
    StringBuilder octal = new StringBuilder();
    for (byte b : ByteText.bytes(text)) {
      String character = String.valueOf((char) (b & 0xff));
      boolean plain = b > 0 && "%-".indexOf(b) < 0 && isSafe(character);
      octal.append(plain ? character : String.format("\\%03o", b & 0xff));
    }
    return octal.toString();
  }

  /** Returns the device as the first argument of ip(8), which takes some names for its words. */
  static String device(String name) {
    boolean word = name.chars().allMatch(c -> c >= 'a' && c <= 'z') && !name.equals("lo");
    return word || name.startsWith("-") ? "dev " + name : name;
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
