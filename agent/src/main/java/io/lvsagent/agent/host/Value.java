package io.lvsagent.agent.host;

import io.lvsagent.iface.IpPrefix;
import java.util.Optional;

/** What stands at a key, or shall stand there. */
public sealed interface Value permits Absent, Unreadable, Item {
  /** Whether a value observed at the same key is what this one asks for. */
  boolean accepts(Value observed);

  /** The address, or the prefix of addresses, that the host takes packets for because of this. */
  default Optional<IpPrefix> local() {
    return Optional.empty();
  }

  /** For people. */
  String text();

  /** For the ledger, which reads it back by {@link Kind#parse}. */
  default String recorded() {
    return text();
  }

  /**
   * Whether the text of the other is the same; where there are thousands, told without making it.
   */
  default boolean hasSameText(Value other) {
    return text().equals(other.text());
  }
}
