package io.lvsagent.profiles.yaml;

import java.util.StringJoiner;

/** Writes nodes as YAML that reads back as equal nodes, but for their places. */
public final class YamlText {
  /** How deep mappings are written in blocks; below, all is on one line. */
  private static final int BLOCKS = 2;

  private final StringBuilder text = new StringBuilder();

  private YamlText() {}

  /** Returns an entry as a document of its own. */
  public static String of(Mapping.Entry entry) {
    YamlText text = new YamlText();
    text.block(entry, 0);
    return text.text.toString();
  }

  private void block(Mapping.Entry entry, int depth) {
    text.append("  ".repeat(depth)).append(scalar(entry.key())).append(':');
    if (entry.value() instanceof Mapping mapping
        && depth < BLOCKS
        && !mapping.entries().isEmpty()) {
      text.append('\n');
      mapping.entries().forEach(below -> block(below, depth + 1));
    } else if (entry.value() instanceof Node.Sequence list && hasMapping(list)) {
      text.append('\n');
      for (Node item : list.items()) {
        text.append("  ".repeat(depth + 1)).append("- ").append(flow(item)).append('\n');
      }
    } else {
      text.append(' ').append(flow(entry.value())).append('\n');
    }
  }

  private static boolean hasMapping(Node.Sequence list) {
    return list.items().stream().anyMatch(Mapping.class::isInstance);
  }

  private static String flow(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return scalar(scalar.text());
    } else if (node instanceof Node.Sequence list) {
      StringJoiner items = new StringJoiner(", ", "[", "]");
      list.items().forEach(item -> items.add(flow(item)));
      return items.toString();
    } else if (node instanceof Mapping mapping) {
      StringJoiner entries = new StringJoiner(", ", "{", "}");
      mapping.entries().forEach(e -> entries.add(scalar(e.key()) + ": " + flow(e.value())));
      return entries.toString();
    }
    return "null";
  }

  /** Returns a scalar, in quotes where it could be taken for something else. */
  private static String scalar(String text) {
    return text.matches("[A-Za-z0-9./_-]+") && !text.equals("null") ? text : quoted(text);
  }

  /** Returns a double-quoted scalar, which can hold any text (YAML 1.1, 5.6 Escape Sequences). */
  public static String quoted(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
              } else if (c >= ' ' && c < 127 || Character.isLetterOrDigit(c)) {
                quoted.appendCodePoint(c);
              } else {
                quoted.append(String.format("\\U%08x", c));
              }
            });
    return quoted.append('"').toString();
  }
}
