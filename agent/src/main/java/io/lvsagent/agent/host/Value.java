package io.lvsagent.agent.host;

import io.lvsagent.iface.IpPrefix;
import java.util.Optional;

/** What is at a key, or what is expected to be there. */
public sealed interface Value permits Absent, Value.Unreadable, Item {
  /** Returns true if an observed value of the same key satisfies this one. */
  boolean accepts(Value observed);

  /** Returns the address or prefix that this value makes local to the host. */
  default Optional<IpPrefix> local() {
    return Optional.empty();
  }

  /** Returns the text for people. */
  String text();

  /** Returns the text for the ledger, which {@link Kind#parse} reads back. */
  default String recorded() {
    return text();
  }

  /** Returns true if both have the same text. Frequent kinds compare without building the text. */
  default boolean hasSameText(Value other) {
    return text().equals(other.text());
  }

  /** Returns true if the present value is this one, which we wrote, and so ours to remove. */
  default boolean isStillOurs(Value now) {
    return accepts(now);
  }

  /** Returns the value as it will be written: an address without a label gets the next free one. */
  default Value completed(HostState state) {
    return this;
  }

  /** The key exists and cannot be read. This value is never accepted, and it is not absent. */
  record Unreadable(String why) implements Value {
    @Override
    public boolean accepts(Value observed) {
      return false;
    }

    @Override
    public String text() {
      return "unreadable (" + why + ")";
    }
  }
}
