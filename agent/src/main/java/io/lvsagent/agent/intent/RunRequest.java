package io.lvsagent.agent.intent;

import io.lvsagent.profiles.config.Service;
import java.util.List;
import java.util.Set;

/**
 * What a run is asked to do.
 *
 * @param starting services to be up afterwards
 * @param stopping names of services to be down afterwards
 * @param forgetting whether those that stop are unknown then (pruned), not down by hand
 * @param force puts values back that somebody may rely on
 * @param drains what shall be drained, or undrained, of what is up; nothing else is touched then
 */
public record RunRequest(
    List<Service> starting,
    List<String> stopping,
    boolean forgetting,
    boolean force,
    Drains drains) {
  public RunRequest {
    starting = List.copyOf(starting);
    stopping = List.copyOf(stopping);
  }

  public static RunRequest start(List<Service> services, List<String> pruned, Drains drains) {
    return new RunRequest(services, pruned, true, false, drains);
  }

  public static RunRequest stop(List<String> names, boolean force) {
    return new RunRequest(List.of(), names, false, force, Drains.KEPT);
  }

  /** A request about drains alone: nothing else is touched. */
  public static RunRequest drain(Drains drains) {
    return new RunRequest(List.of(), List.of(), false, false, drains);
  }

  /** Returns true if one of the services that start is among these. */
  boolean isStartingOneOf(Set<String> services) {
    for (Service service : starting) {
      if (services.contains(service.name())) {
        return true;
      }
    }
    return false;
  }
}
