package io.lvsagent.agent.ledger;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.plan.Effect;
import java.util.List;
import java.util.Optional;

/**
 * A change that was recorded, as texts; whether it happened only the kernel knows.
 *
 * @param intermediate what stands there on the way
 */
public record PendingChange(String before, String after, List<String> intermediate) {
  /** Each reads a row of values of its own. */
  static PendingChange of(Effect effect, TextCache before, TextCache after) {
    List<String> intermediate =
        effect.intermediate().isEmpty() ? List.of() : after.of(effect.intermediate());
    return new PendingChange(before.of(effect.before()), after.of(effect.after()), intermediate);
  }

  boolean isLike(PendingChange other) {
    return after.equals(other.after)
        && before.equals(other.before)
        && intermediate.equals(other.intermediate);
  }

  /** Which of the values that the change makes is there; {@code now} is what is there as text. */
  Optional<String> reached(Key key, Value observed, String now) {
    if (accepts(key, after, observed, now)) {
      return Optional.of(after);
    }
    return intermediate.stream().filter(text -> accepts(key, text, observed, now)).findFirst();
  }

  private static boolean accepts(Key key, String text, Value observed, String now) {
    return text.equals(now) || key.kind().parse(key.name(), text).accepts(observed);
  }
}
