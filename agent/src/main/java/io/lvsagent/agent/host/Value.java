package io.lvsagent.agent.host;

/** What stands at a key, or shall stand there. */
public sealed interface Value permits Absent, Unreadable, Item {
  /** Whether a value observed at the same key is what this one asks for. */
  boolean accepts(Value observed);

  /** For people, and for the ledger, which reads it back by {@link Kind#parse}. */
  String text();

  /**
   * Whether the text of the other is the same; where there are thousands, told without making it.
   */
  default boolean readsLike(Value other) {
    return text().equals(other.text());
  }
}
