package io.lvsagent.agent.ledger;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.plan.Effect;
import java.util.List;
import java.util.Optional;

/**
 * A recorded change, as texts. Only the kernel knows whether it was made.
 *
 * @param intermediate the values between
 */
public record PendingChange(String before, String after, List<String> intermediate) {
  /** Takes a cache for each of both values, because each has its own repetitions. */
  static PendingChange of(Effect effect, TextCache before, TextCache after) {
    List<String> intermediate = after.of(effect.intermediate());
    return new PendingChange(before.of(effect.before()), after.of(effect.after()), intermediate);
  }

  boolean isLike(PendingChange other) {
    return after.equals(other.after)
        && before.equals(other.before)
        && intermediate.equals(other.intermediate);
  }

  /**
   * Returns the value of the change that was observed, if any; {@code now} is the observed text.
   */
  public Optional<String> reached(Key key, Value observed, String now) {
    if (accepts(key, after, observed, now)) {
      return Optional.of(after);
    }
    return intermediate.stream().filter(text -> accepts(key, text, observed, now)).findFirst();
  }

  private static boolean accepts(Key key, String text, Value observed, String now) {
    return text.equals(now) || key.parse(text).accepts(observed);
  }
}
