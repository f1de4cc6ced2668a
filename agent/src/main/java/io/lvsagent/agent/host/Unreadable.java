package io.lvsagent.agent.host;

/** The key exists and cannot be read. This value is never accepted, and it is not absent. */
public record Unreadable(String why) implements Value {
  @Override
  public boolean accepts(Value observed) {
    return false;
  }

  @Override
  public String text() {
    return "unreadable (" + why + ")";
  }
}
