package io.lvsagent.agent.watch;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.plan.Expectation;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The difference between two looks at the host.
 *
 * @param values the new values at keys that were known before
 * @param others true if devices, or objects that nobody asked for, differ as well
 */
record Difference(Map<Key, Value> values, boolean others) {
  static Difference of(HostState before, HostState now, Set<Kind> kinds) {
    Map<Key, Value> values = new HashMap<>();
    int[] known = {0};
    int[] found = {0};
    before.forEach((key, value) -> known[0] += kinds.contains(key.kind()) ? 1 : 0);
    now.forEach(
        (key, value) -> {
          if (!before.knows(key)) {
            // more than could be missing, so that the two cannot make up for each other
            known[0] = Integer.MAX_VALUE;
          } else if (kinds.contains(key.kind())) {
            found[0]++;
            if (!same(before.at(key), value)) {
              values.put(key, value);
            }
          }
        });
    boolean others = known[0] != found[0] || !before.links().equals(now.links());
    return new Difference(values, others);
  }

  private static boolean same(Value before, Value now) {
    return before == now || before.hasSameText(now);
  }

  boolean isNone() {
    return values.isEmpty() && !others;
  }

  /**
   * Returns true if nothing happened but that values went, or parameters changed, which were right
   * before: the plan of the last look then still holds, and only what it is compared with differs.
   */
  boolean isOnlyLoss(PreparedRun last) {
    if (others) {
      return false;
    }
    for (Map.Entry<Key, Value> entry : values.entrySet()) {
      Key key = entry.getKey();
      Expectation want = last.desired().get(key);
      boolean lost = entry.getValue() instanceof Absent || key.kind() == Kind.SYSCTL;
      if (want == null
          || want.checkOnly()
          || key.kind().compareTo(Kind.SYSCTL) < 0
          || key.kind() == Kind.LINK
          || !lost
          || !want.accepts(last.observed().at(key))
          || want.accepts(entry.getValue())) {
        return false;
      }
    }
    return true;
  }
}
