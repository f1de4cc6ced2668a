package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Value;
import io.lvsagent.profiles.config.Service;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The task of a run.
 *
 * @param starting the services to start
 * @param stopping the names of the services to stop
 * @param forgetting true if the ledger forgets stopped services (they are pruned), false if it
 *     remembers that they were stopped by hand
 * @param force true to restore values even if somebody may rely on ours
 * @param drains the real servers to drain or undrain
 * @param left the keys that are not written now, because somebody undoes it again and again
 * @param seen of a restart, the real servers of health checkers as they were before its stop
 */
public record RunRequest(
    List<Service> starting,
    List<String> stopping,
    boolean forgetting,
    boolean force,
    Drains drains,
    Set<Key> left,
    Map<Key, Value> seen) {
  public RunRequest {
    starting = List.copyOf(starting);
    stopping = List.copyOf(stopping);
  }

  /** A request that is not part of a restart. */
  public RunRequest(
      List<Service> starting,
      List<String> stopping,
      boolean forgetting,
      boolean force,
      Drains drains) {
    this(starting, stopping, forgetting, force, drains, Set.of(), Map.of());
  }

  /** Returns the request to start services again that another request stops. */
  public RunRequest after(PreparedRun running) {
    return new RunRequest(starting, stopping, forgetting, force, drains, left, running.seen());
  }

  /** Returns the same request without these keys. */
  public RunRequest leaving(Set<Key> keys) {
    return new RunRequest(starting, stopping, forgetting, force, drains, keys, seen);
  }

  public static RunRequest start(List<Service> services, List<String> pruned, Drains drains) {
    return new RunRequest(services, pruned, true, false, drains);
  }

  public static RunRequest stop(List<String> names, boolean force) {
    return new RunRequest(List.of(), names, false, force, Drains.KEPT);
  }

  /** Drains or undrains real servers; nothing else is changed. */
  public static RunRequest drain(Drains drains) {
    return new RunRequest(List.of(), List.of(), false, false, drains);
  }

  /** Returns true if the request starts one of these services. */
  boolean isStartingOneOf(Set<String> services) {
    for (Service service : starting) {
      if (services.contains(service.name())) {
        return true;
      }
    }
    return false;
  }
}
