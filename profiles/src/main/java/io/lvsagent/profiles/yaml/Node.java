package io.lvsagent.profiles.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A node of a YAML document. Each conversion throws a {@link ConfigException} that names the place
 * and the expected form if the node has another form.
 */
public sealed interface Node permits Node.Null, Node.Scalar, Node.Sequence, Mapping {
  Place place();

  /** Describes the node in error messages. */
  String kind();

  default String text() {
    throw expected("a string");
  }

  /** Returns a signed decimal integer within 32 bits, as the kernel reads it. */
  default int number() {
    return (int) number(Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** Returns a decimal integer from {@code least} to {@code most}, both included. */
  default long number(long least, long most) {
    throw expected("a decimal integer such as 1");
  }

  default boolean bool() {
    throw expected("true or false");
  }

  default List<Node> items() {
    throw expected("a list such as [a, b]");
  }

  /** Returns the items of a list; throws ConfigException with the advice if there are none. */
  default List<Node> items(String advice) {
    refuseIf(items().isEmpty(), "is empty: %s", advice);
    return items();
  }

  /** Returns the items of a list, which must have some, or this node alone if it is not a list. */
  default List<Node> oneOrMore(String advice) {
    return this instanceof Sequence list ? list.items(advice) : List.of(this);
  }

  default Mapping mapping() {
    throw expected("a mapping such as {key: value}");
  }

  /** Returns the choice whose {@code toString} equals this text. */
  default <E> E oneOf(List<E> choices) {
    String text = text();
    List<String> known = new ArrayList<>();
    for (E choice : choices) {
      if (choice.toString().equals(text)) {
        return choice;
      }
      known.add(choice.toString());
    }
    String all = String.join(", ", known);
    Optional<String> near = Suggestion.of(text, known);
    throw near.isEmpty()
        ? wrong("\"%s\" is not one of %s", text, all)
        : wrong("\"%s\" is not one of %s: did you mean \"%s\"?", text, all, near.get());
  }

  /** Returns the value that a parser makes of this text, or its refusal as a ConfigException. */
  default <T> T parsed(Function<String, T> parser) {
    try {
      return parser.apply(text());
    } catch (IllegalArgumentException e) {
      requireOneWord();
      throw place().wrong(e);
    }
  }

  /**
   * Throws ConfigException if the text is several words, such as those of {@code [a b]}, which is a
   * list of one item.
   */
  default void requireOneWord() {
    String remedy =
        place().isFlag() ? "give the option once for each" : "separate them by commas in [ ]";
    refuseIf(
        text().matches("[^\\s,]+(\\s*,\\s*|\\s+)[^\\s,].*"),
        "\"%s\" is more than one value: %s",
        text(),
        remedy);
  }

  default boolean isNull() {
    return false;
  }

  /** Returns the exception for a mistake in this node; see {@link Place#wrong}. */
  default ConfigException wrong(String message, Object... values) {
    return place().wrong(message, values);
  }

  /** Throws the exception of {@link #wrong} if there is a mistake. */
  default void refuseIf(boolean mistaken, String message, Object... values) {
    place().refuseIf(mistaken, message, values);
  }

  /** Returns the exception for a node that has another form than {@code what}. */
  default ConfigException expected(String what) {
    return wrong("expected %s, found %s", what, kind());
  }

  /** A null value: {@code ~}, {@code null} or an empty value. */
  record Null(Place place) implements Node {
    @Override
    public String kind() {
      return "nothing";
    }

    @Override
    public boolean isNull() {
      return true;
    }
  }

  /** A scalar as it is written, without its quotes and escapes; it is not interpreted further. */
  record Scalar(Place place, String text) implements Node {
    private static final int MOST_DIGITS = 10;

    @Override
    public String kind() {
      return "\"" + text + "\"";
    }

    @Override
    public List<Node> items() {
      throw expected("a list such as [" + text + "]");
    }

    @Override
    public Mapping mapping() {
      place.refuseIf(
          text.matches("[a-z-]+:[^/:].*"), "a space is missing behind the colon of \"%s\"", text);
      throw expected("a mapping such as {key: value}");
    }

    /**
     * Refuses forms that readers could take for another number, because the kernel reads {@code
     * 010} as 8 and {@code 0x10} as 16.
     */
    @Override
    public long number(long least, long most) {
      int start = text.startsWith("-") ? 1 : 0;
      int end = start;
      while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
        end++;
      }
      if (end == start || end < text.length()) {
        throw expected("a decimal integer such as 1");
      }
      place.refuseIf(
          text.charAt(start) == '0' && text.length() > 1,
          "\"%s\" has a leading zero, which the kernel would read as octal: remove the zero",
          text);
      long value = end - start > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(text);
      if (value < least || value > most) {
        throw wrong("\"%s\" is not in %s..%s", text, least, most);
      }
      return value;
    }

    @Override
    public boolean bool() {
      if (!text.equals("true") && !text.equals("false")) {
        throw expected("true or false");
      }
      return text.equals("true");
    }
  }

  record Sequence(Place place, List<Node> items) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }
}
