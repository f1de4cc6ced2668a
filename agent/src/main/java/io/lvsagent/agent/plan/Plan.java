package io.lvsagent.agent.plan;

import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.HostState;
import java.util.ArrayList;
import java.util.List;

/**
 * The difference, in order.
 *
 * @param release taken away or put back, first
 * @param acquire made, second
 * @param before what was observed
 * @param effects every key whose value will be another, be it for a while or by what the kernel
 *     does along, and can go back
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

  public List<Change> changes() {
    List<Change> all = new ArrayList<>(release);
    all.addAll(acquire);
    return all;
  }
}
