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
    @Override
    public String text() {
      return json;
    }
  }
}
