package io.lvsagent.agent.plan;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Value;

/** An expectation that no change can meet, or whose key is unreadable. */
public record Unmet(Key key, Value observed, Expectation expectation) {
  @Override
  public String toString() {
    return key + " is " + observed.text() + ", expected " + expectation.acceptedText();
  }
}
