package io.lvsagent.agent.plan;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * The effect of a plan on one key, by its own changes and by the kernel's side effects.
 *
 * @param intermediate the values between, such as that of a forwarding that ip_forward changes and
 *     the plan puts back
 */
public record Effect(Key key, Value before, List<Value> intermediate, Value after) {
  /** Returns the effect of both, one after the other. */
  public Effect then(Effect next) {
    List<Value> between = new ArrayList<>(intermediate);
    between.add(after);
    between.addAll(next.intermediate);
    return new Effect(key, before, List.copyOf(between), next.after);
  }
}
