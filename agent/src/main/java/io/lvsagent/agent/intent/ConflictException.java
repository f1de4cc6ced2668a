package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.plan.Expectation;

/** Two services that cannot be up on one host. */
public final class ConflictException extends RuntimeException {
  ConflictException(Key key, Expectation one, Expectation other) {
    super(
        "services "
            + String.join(", ", one.services())
            + " and "
            + String.join(", ", other.services())
            + " exclude each other on "
            + key
            + ": "
            + one.acceptedText()
            + " against "
            + other.acceptedText()
            + ": say the same in both");
  }

  public ConflictException(String message) {
    super(message);
  }
}
