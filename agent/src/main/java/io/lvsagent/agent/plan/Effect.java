package io.lvsagent.agent.plan;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * What a plan makes of one key, by its own changes and by what the kernel does along.
 *
 * @param intermediate what stands there on the way, such as a forwarding that ip_forward took along
 *     and that is put back
 */
public record Effect(Key key, Value before, List<Value> intermediate, Value after) {
  /** The effect of both, one after the other. */
  public Effect then(Effect next) {
    List<Value> between = new ArrayList<>(intermediate);
    between.add(after);
    between.addAll(next.intermediate);
    return new Effect(key, before, List.copyOf(between), next.after);
  }
}
