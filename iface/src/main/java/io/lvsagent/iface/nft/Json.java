package io.lvsagent.iface.nft;

/** JSON without a space outside and inside of strings, so that it is one word. */
public final class Json {
  /** What parts words and statements, besides what JSON itself must escape. */
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

  /** Of keys and values in turn; what is all digits is a number. */
  static String object(String... keysAndValues) {
    StringBuilder object = new StringBuilder("{");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      object.append(i == 0 ? "" : ",").append(quoted(keysAndValues[i])).append(':');
      object.append(scalar(keysAndValues[i + 1]));
    }
    return object.append('}').toString();
  }

  /** What reads as a number, a truth or nothing is that, all else a string. */
  public static String scalar(String text) {
    boolean plain = text.matches("-?(0|[1-9][0-9]{0,17})") || text.matches("true|false|null");
    return plain ? text : quoted(text);
  }
}
