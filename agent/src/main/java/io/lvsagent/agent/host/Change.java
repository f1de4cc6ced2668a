package io.lvsagent.agent.host;

/** One step: what stands at the key before it and after it. */
public record Change(Key key, Value before, Value after) {
  public Change inverse() {
    return new Change(key, after, before);
  }

  /** Whether it can be undone; a device that a module brought stays with it. */
  public boolean goesBack() {
    return key.kind().rules().makes(after, before);
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
