package io.lvsagent.iface.nft;

/** Writes JSON without any space, in strings either, so that it is a single word. */
public final class Json {
  /** Characters that separate words and statements, and those that JSON must escape. */
  private static final String ESCAPED = "\"\\ ;{}";

  private Json() {}

  public static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || ESCAPED.indexOf(c) >= 0) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /**
   * Returns an object of alternating keys and values; the values are written by {@link #scalar}.
   */
  static String object(String... keysAndValues) {
    StringBuilder object = new StringBuilder("{");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      object.append(i == 0 ? "" : ",").append(quoted(keysAndValues[i])).append(':');
      object.append(scalar(keysAndValues[i + 1]));
    }
    return object.append('}').toString();
  }

  /** Writes text that reads as a number, boolean or null as that, any other text as a string. */
  public static String scalar(String text) {
    boolean plain = text.matches("-?(0|[1-9][0-9]{0,17})") || text.matches("true|false|null");
    return plain ? text : quoted(text);
  }
}
