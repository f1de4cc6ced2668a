package io.lvsagent.agent.host;

/** Nothing is at the key. */
public record Absent() implements Value {
  public static final Absent VALUE = new Absent();
  public static final String TEXT = "absent";

  @Override
  public boolean accepts(Value observed) {
    return observed instanceof Absent;
  }

  @Override
  public String text() {
    return TEXT;
  }
}
