package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.plan.Expectation;

/** Thrown if services exclude each other, or exclude something that the host or a neighbour has. */
public final class ConflictException extends RuntimeException {
  ConflictException(Key key, Expectation one, Expectation other) {
    super(
        "services %s and %s exclude each other on %s: %s against %s: configure the same in both"
            .formatted(
                String.join(", ", one.services()),
                String.join(", ", other.services()),
                key,
                one.acceptedText(),
                other.acceptedText()));
  }

  public ConflictException(String message) {
    super(message);
  }
}
