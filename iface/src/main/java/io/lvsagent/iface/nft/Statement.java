package io.lvsagent.iface.nft;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A part of a rule: a condition on a packet or an action on it. */
public sealed interface Statement {
  /** Returns the statement in the syntax of nft, for printing. */
  String text();

  /**
   * A condition that a header field is, or is not, one of the values.
   *
   * @param protocol the header, or {@code meta} for what the kernel knows of the packet
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
  }

  /**
   * Sets the firewall mark of the packet.
   *
   * @param mark 0 to 4294967295
   */
  record SetMark(long mark) implements Statement {
    @Override
    public String text() {
      return "meta mark set " + mark;
    }
  }

  /** Replaces the source address by the address of the outgoing device. */
  record Masquerade() implements Statement {
    @Override
    public String text() {
      return "masquerade";
    }
  }

  /**
   * A statement that lvs-agent never writes.
   *
   * @param json as nft lists it, normalised
   */
  record Other(String json) implements Statement {
    private static final String REMARK = "{\"comment\":\"";

    /** Returns a statement that does nothing but stand for a rule of another program. */
    public static Other remark(String text) {
      return new Other(REMARK + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}");
    }

    boolean isRemark() {
      return json.startsWith(REMARK);
    }

    /** Returns the word of a statement that has nothing else, and JSON for any other. */
    @Override
    public String text() {
      if (isRemark()) {
        return json.substring(REMARK.length(), json.length() - 2).replace("\\", "");
      }
      String end = "\":null}";
      return json.startsWith("{\"") && json.endsWith(end) && json.indexOf(':') == json.length() - 6
          ? json.substring(2, json.length() - end.length())
          : json;
    }
  }
}
