package io.lvsagent.agent.host;

/** Something stands there that cannot be read: never accepted, never taken for absent. */
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
