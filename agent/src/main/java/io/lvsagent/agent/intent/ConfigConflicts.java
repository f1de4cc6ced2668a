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

/** Services of one config, which are to be up together. */
public final class ConfigConflicts {
  private ConfigConflicts() {}

  /**
   * What they want of the IPVS table hangs on the config alone, so that no host has to be asked.
   * Throws ConfigException at the second of two that exclude each other.
   */
  public static void requireNone(List<Service> services) {
    Map<Key, Expectation> desired = Map.of();
    for (Service service : services) {
      desired = with(desired, service, Desired.of(service.name(), Demands.ofTable(service)));
    }
  }

  /** What is wanted with one service more. Throws ConfigException where that excludes another. */
  static Map<Key, Expectation> with(
      Map<Key, Expectation> desired, Service service, Map<Key, Expectation> its) {
    return Desired.merged(
        desired,
        its,
        (key, one, other) -> {
          ConflictException conflict = new ConflictException(key, one, other);
          return place(service, other.first()).wrong(String.valueOf(conflict.getMessage()));
        });
  }

  /** Where a service says that it wants this. */
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
