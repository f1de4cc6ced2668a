package io.lvsagent.agent.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The difference, in order.
 *
 * @param release taken away or put back, first
 * @param acquire made, second
 * @param before what was observed
 * @param after what will stand there then, with what the kernel does along
 */
public record Plan(
    List<Change> release, List<Change> acquire, List<Unmet> unmet, State before, State after) {

  public boolean isEmpty() {
    return release.isEmpty() && acquire.isEmpty();
  }

  public List<Change> changes() {
    List<Change> all = new ArrayList<>(release);
    all.addAll(acquire);
    return all;
  }

  /** Every key whose value will be another, also by what the kernel does along. */
  public List<Change> effects() {
    List<Change> effects = new ArrayList<>();
    for (Key key : after.keys()) {
      Value then = after.at(key);
      Value now = before.knows(key) ? before.at(key) : Absent.VALUE;
      if (!now.equals(then)) {
        effects.add(new Change(key, now, then));
      }
    }
    return effects;
  }
}
