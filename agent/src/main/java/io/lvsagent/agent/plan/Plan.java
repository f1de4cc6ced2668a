package io.lvsagent.agent.plan;

import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.HostState;
import java.util.ArrayList;
import java.util.List;

/**
 * The changes that a host needs, in order.
 *
 * @param release changes that remove values or put them back; they come first
 * @param acquire changes that make desired values
 * @param before the observed state
 * @param effects the effects at every key whose value changes, even if only for a while or as a
 *     side effect, and can be put back
 */
public record Plan(
    List<Change> release,
    List<Change> acquire,
    List<Unmet> unmet,
    HostState before,
    List<Effect> effects) {

  public boolean isEmpty() {
    return release.isEmpty() && acquire.isEmpty();
  }

  /** Returns release, then acquire. */
  public List<Change> changes() {
    List<Change> all = new ArrayList<>(release);
    all.addAll(acquire);
    return all;
  }
}
