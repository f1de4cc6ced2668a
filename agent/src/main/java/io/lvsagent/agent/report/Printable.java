package io.lvsagent.agent.report;

import io.lvsagent.iface.ByteText;

/**
 * Texts without characters that would steer a terminal. Names of devices, texts of profiles and
 * answers of programs may hold any.
 */
final class Printable {
  private Printable() {}

  /** Returns a text with {@code \x1b} for such a character; line breaks and tabs stay. */
  static String of(String text) {
    return escaped(text, "\\");
  }

  /**
   * Returns a JSON text, in which a byte of a name that is not UTF-8 reads back as the text of it.
   */
  static String json(String json) {
    return escaped(json, "\\\\");
  }

  private static String escaped(String text, String backslash) {
    int plain = 0;
    while (plain < text.length() && isPlain(text.charAt(plain))) {
      plain++;
    }
    if (plain == text.length()) {
      return text;
    }
    StringBuilder escaped = new StringBuilder();
    text.codePoints().forEach(c -> append(escaped, c, backslash));
    return escaped.toString();
  }

  private static boolean isPlain(int c) {
    return c >= ' ' && c <= '~' || c == '\n' || c == '\t';
  }

  private static void append(StringBuilder escaped, int c, String backslash) {
    if (isPlain(c) || isPrintable(c)) {
      escaped.appendCodePoint(c);
    } else if (c < ' ' || c == 127 || ByteText.isByte(c)) {
      escaped.append(backslash).append(String.format("x%02x", c & 0xff));
    } else {
      for (char half : Character.toChars(c)) {
        escaped.append(String.format("\\u%04x", (int) half));
      }
    }
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
