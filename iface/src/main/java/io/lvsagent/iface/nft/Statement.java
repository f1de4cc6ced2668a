package io.lvsagent.iface.nft;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A part of a rule: a condition on a packet or an action on it. */
public sealed interface Statement {
  /** Returns the statement in the syntax of nft. */
  String text();

  String json();

  /**
   * A condition that a header field is, or is not, one of the values.
   *
   * @param values addresses, prefixes, hardware addresses or numbers; their order is irrelevant
   */
  record FieldMatch(String protocol, String field, boolean not, List<String> values)
      implements Statement {
    public FieldMatch {
      List<String> sorted = new ArrayList<>(values);
      sorted.sort(Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder()));
      values = List.copyOf(sorted);
      if (values.isEmpty()) {
        throw new IllegalArgumentException(protocol + " " + field + " needs at least one value");
      }
    }

    @Override
    public String text() {
      String all = values.size() == 1 ? values.get(0) : "{ " + String.join(", ", values) + " }";
      return protocol + " " + field + (not ? " != " : " ") + all;
    }

    @Override
    public String json() {
      StringBuilder right = new StringBuilder();
      for (String value : values) {
        right.append(right.length() == 0 ? "" : ",").append(json(value));
      }
      String payload = Json.object("protocol", protocol, "field", field);
      return "{\"match\":{\"op\":"
          + (not ? "\"!=\"" : "\"==\"")
          + ",\"left\":{\"payload\":"
          + payload
          + "},\"right\":"
          + (values.size() == 1 ? right : "{\"set\":[" + right + "]}")
          + "}}";
    }

    private static String json(String value) {
      int slash = value.indexOf('/');
      return slash < 0
          ? Json.scalar(value)
          : "{\"prefix\":"
              + Json.object("addr", value.substring(0, slash), "len", value.substring(slash + 1))
              + "}";
    }
  }

  /**
   * Sets the firewall mark of the packet.
   *
   * @param mark 0 to 4294967295
   */
  record SetMark(long mark) implements Statement {
    static final String WORDS = "meta mark set ";

    @Override
    public String text() {
      return WORDS + mark;
    }

    @Override
    public String json() {
      return "{\"mangle\":{\"key\":{\"meta\":{\"key\":\"mark\"}},\"value\":" + mark + "}}";
    }
  }

  /** Replaces the source address by the address of the outgoing device. */
  record Masquerade() implements Statement {
    static final String WORD = "masquerade";

    @Override
    public String text() {
      return WORD;
    }

    @Override
    public String json() {
      return "{\"" + WORD + "\":null}";
    }
  }

  /**
   * A statement that lvs-agent never writes.
   *
   * @param json starts with a brace and has no space
   */
  record Other(String json) implements Statement {
    @Override
    public String text() {
      return json;
    }
  }
}
