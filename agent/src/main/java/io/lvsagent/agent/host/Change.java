package io.lvsagent.agent.host;

/** A step from one value of a key to another. */
public record Change(Key key, Value before, Value after) {
  /** Returns true if the change can be undone. A device that a module made stays. */
  public boolean isReversible() {
    return key.kind().canChange(after, before);
  }

  /** Returns the equivalent shell commands, one a line. */
  public String shell() {
    return key.kind().rules().shell(this);
  }

  @Override
  public String toString() {
    return key + ": " + before.text() + " -> " + after.text();
  }
}
