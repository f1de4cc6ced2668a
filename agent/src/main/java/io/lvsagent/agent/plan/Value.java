package io.lvsagent.agent.plan;

/** What stands at a key, or shall stand there. */
public sealed interface Value permits Absent, Unreadable, Item {
  /** Whether an observed value is what this one asks for. */
  boolean accepts(Value observed);

  /** For people, and for the ledger, which reads it back by {@link Kind#parse}. */
  String text();
}
