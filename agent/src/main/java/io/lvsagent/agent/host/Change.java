package io.lvsagent.agent.host;

/** One step: what stands at the key before it and after it. */
public record Change(Key key, Value before, Value after) {
  /** Whether it can be undone; a device that a module brought stays with it. */
  public boolean isReversible() {
    return key.kind().rules().canChange(after, before);
  }

  /** The step in the words of {@code ip} and {@code sysctl}; may be several lines. */
  public String shell() {
    return key.kind().rules().shell(this);
  }

  @Override
  public String toString() {
    return key + ": " + before.text() + " -> " + after.text();
  }
}
