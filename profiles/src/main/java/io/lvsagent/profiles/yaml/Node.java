package io.lvsagent.profiles.yaml;

import java.util.List;
import java.util.StringJoiner;

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

  /** Returns the items of a list, or this node alone if it is not a list. */
  default List<Node> oneOrMore() {
    return this instanceof Sequence list ? list.items() : List.of(this);
  }

  default Mapping mapping() {
    throw expected("a mapping such as {key: value}");
  }

  /** Returns the choice whose {@code toString} equals this text. */
  default <E> E oneOf(List<E> choices) {
    String text = text();
    StringJoiner known = new StringJoiner(", ");
    for (E choice : choices) {
      if (choice.toString().equals(text)) {
        return choice;
      }
      known.add(choice.toString());
    }
    throw place().wrong("\"" + text + "\" is not one of " + known);
  }

  default boolean isNull() {
    return false;
  }

  /** Returns the exception for a node that has another form than {@code what}. */
  default ConfigException expected(String what) {
    return place().wrong("expected " + what + ", found " + kind());
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
