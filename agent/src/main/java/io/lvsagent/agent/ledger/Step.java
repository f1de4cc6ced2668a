package io.lvsagent.agent.ledger;

import io.lvsagent.agent.plan.Effect;
import io.lvsagent.agent.plan.Key;
import io.lvsagent.agent.plan.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A change that was announced, as texts; whether it happened only the kernel knows.
 *
 * @param passing what stands there on the way
 */
public record Step(String before, String after, List<String> passing) {
  static Step of(Effect effect) {
    List<String> passing = new ArrayList<>(0);
    for (Value value : effect.passing()) {
      passing.add(value.text());
    }
    return new Step(effect.before().text(), effect.after().text(), List.copyOf(passing));
  }

  boolean isLike(Step other) {
    return after.equals(other.after)
        && before.equals(other.before)
        && passing.equals(other.passing);
  }

  /** Which of the values that the change makes is there. */
  Optional<String> reached(Key key, Value observed) {
    if (accepts(key, after, observed)) {
      return Optional.of(after);
    }
    return passing.stream().filter(text -> accepts(key, text, observed)).findFirst();
  }

  private static boolean accepts(Key key, String text, Value observed) {
    return text.equals(observed.text()) || key.kind().parse(key.name(), text).accepts(observed);
  }
}
