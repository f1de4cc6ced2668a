package io.lvsagent.profiles.yaml;

import java.util.List;
import java.util.StringJoiner;

/**
 * A part of a YAML document. Each case answers to what it is; asked for anything else, it throws a
 * {@link ConfigException} that says what was expected where.
 */
public sealed interface Node permits Node.Null, Node.Scalar, Node.Sequence, Mapping {
  Place place();

  /** What it is, for people. */
  String kind();

  default String text() {
    throw expected("a text");
  }

  /** A whole number as the kernel takes it: 32 bits, signed, decimal. */
  default int number() {
    return (int) number(Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** A whole number in decimal, from the least to the most. */
  default long number(long least, long most) {
    throw expected("a whole number");
  }

  default boolean truth() {
    throw expected("true or false");
  }

  default List<Node> items() {
    throw expected("a list such as [a, b]");
  }

  /** Of a list its items, else this alone. */
  default List<Node> oneOrMore() {
    return this instanceof Sequence list ? list.items() : List.of(this);
  }

  default Mapping mapping() {
    throw expected("keys with values");
  }

  /** The choice whose name in YAML, its {@code toString}, this is. */
  default <E> E oneOf(List<E> choices) {
    String text = text();
    StringJoiner known = new StringJoiner(", ");
    for (E choice : choices) {
      if (choice.toString().equals(text)) {
        return choice;
      }
      known.add(choice.toString());
    }
    throw place().wrong("\"" + text + "\" is none of " + known);
  }

  default boolean isNull() {
    return false;
  }

  default ConfigException expected(String what) {
    return place().wrong("expected " + what + ", found " + kind());
  }

  /** {@code ~}, {@code null} or nothing at all. */
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

  /** A value as it was written, quotes and escapes undone, and nothing else. */
  record Scalar(Place place, String text) implements Node {
    @Override
    public String kind() {
      return "\"" + text + "\"";
    }

    @Override
    public List<Node> items() {
      throw expected("a list such as [" + text + "]");
    }

    @Override
    public long number(long least, long most) {
      return Numbers.parse(this, least, most);
    }

    @Override
    public boolean truth() {
      if (!text.equals("true") && !text.equals("false")) {
        throw expected("true or false");
      }
      return text.equals("true");
    }
  }

  /** A list. */
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
