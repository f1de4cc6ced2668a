package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.agent.host.SyncDaemonItem;
import io.lvsagent.agent.host.TimeoutItem;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.host.VirtualServiceItem;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.profiles.compile.Demands;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.yaml.Place;
import java.util.List;
import java.util.Map;

/** Detects services of one config that cannot be up together. */
public final class ConfigConflicts {
  private ConfigConflicts() {}

  /**
   * Compares what the services expect that depends on the config alone: the IPVS table, and
   * parameters that they name. Throws ConfigException at the second of two services that exclude
   * each other.
   */
  public static void requireNone(List<Service> services) {
    Map<Key, Expectation> desired = Map.of();
    for (Service service : services) {
      desired = with(desired, service, Desired.of(service.name(), Demands.ofConfig(service)));
    }
  }

  /** Adds the expectations of a service. Throws ConfigException if it excludes another. */
  static Map<Key, Expectation> with(
      Map<Key, Expectation> desired, Service service, Map<Key, Expectation> added) {
    return Desired.merged(
        desired,
        added,
        (key, one, other) -> {
          ConflictException conflict = new ConflictException(key, one, other);
          return place(service, other.first()).wrong(String.valueOf(conflict.getMessage()));
        });
  }

  /** Returns the place in the config that asks for a value. */
  private static Place place(Service service, Value desired) {
    if (desired instanceof VirtualServiceItem item) {
      return service.place(item.service().match());
    } else if (desired instanceof RealServerItem item) {
      return service.place(item.match(), item.server().endpoint());
    } else if (desired instanceof SyncDaemonItem item) {
      return service.place(item.daemon().state());
    } else if (desired instanceof TimeoutItem) {
      return service.balancing().timing().orElseThrow().place();
    }
    return service.place();
  }
}
