package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.DeviceItem;
import io.lvsagent.agent.host.GatewayItem;
import io.lvsagent.agent.host.Item;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.LinkItem;
import io.lvsagent.agent.host.ModuleItem;
import io.lvsagent.agent.host.NeighbourItem;
import io.lvsagent.agent.host.NftTableItem;
import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.agent.host.RouteItem;
import io.lvsagent.agent.host.SyncDaemonItem;
import io.lvsagent.agent.host.SysctlItem;
import io.lvsagent.agent.host.TimeoutItem;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.host.VirtualServiceItem;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Timeouts;
import io.lvsagent.iface.route.Route;
import io.lvsagent.profiles.compile.Demand;
import io.lvsagent.profiles.compile.Demands;
import io.lvsagent.profiles.compile.HostFacts;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Builds the expectations of services, by key. */
public final class Desired {
  private final Map<Key, Expectation> desired = new LinkedHashMap<>();
  private final List<String> services;

  private Desired(String service) {
    services = List.of(service);
  }

  /** Converts the demands of one service to expectations. */
  static Map<Key, Expectation> of(String service, Demands demands) {
    Desired all = new Desired(service);
    all.put(demands);
    return all.desired;
  }

  /**
   * Returns the expectations of services at their devices and parameters, for files that are
   * applied at boot. Throws ConfigException if two services exclude each other.
   */
  public static Map<Key, Expectation> atBoot(List<Service> services, HostFacts facts) {
    Map<Key, Expectation> desired = Map.of();
    for (Service service : services) {
      Map<Key, Expectation> added = of(service.name(), Demands.ofBoot(service, facts));
      desired = ConfigConflicts.with(desired, service, added);
    }
    return desired;
  }

  private void put(Demands demands) {
    for (Demand<Demands.Device> demand : demands.devices()) {
      Demands.Device device = demand.accepted().get(0);
      put(demand, new DeviceItem(device.name(), device.kind()));
      if (device.up()) {
        put(demand, new LinkItem(device.name(), true));
      }
    }
    if (!demands.virtualServices().isEmpty()
        || !demands.timeouts().isEmpty()
        || !demands.daemons().isEmpty()) {
      List<Value> loaded = List.of(ModuleItem.IPVS);
      desired.put(
          ModuleItem.IPVS.key(),
          new Expectation(loaded, false, Severity.BROKEN, "balances connections", services));
    }
    put(demands.sysctls(), SysctlItem::new);
    put(demands.neighbours(), NeighbourItem::new);
    for (Demand<Timeouts> demand : demands.timeouts()) {
      TimeoutItem.of(demand.accepted().get(0)).forEach(item -> put(demand, item));
    }
    put(demands.virtualServices(), VirtualServiceItem::new);
    put(demands.realServers(), b -> new RealServerItem(b.match(), b.server(), b.anyWeight()));
    put(demands.daemons(), SyncDaemonItem::new);
    put(demands.tables(), NftTableItem::new);
    put(demands.addresses(), AddressItem::new);
    put(demands.routes(), RouteItem::new);
    put(demands.gateways(), g -> GatewayItem.through(g.gateway(), g.destination()));
  }

  private <T> void put(List<Demand<T>> demands, Function<T, Item> item) {
    for (Demand<T> demand : demands) {
      Item first = item.apply(demand.accepted().get(0));
      if (demand.accepted().size() == 1) {
        put(demand, first);
      } else {
        List<Value> all = new ArrayList<>();
        demand.accepted().forEach(value -> all.add(item.apply(value)));
        put(demand, first.key(), List.copyOf(all));
      }
    }
  }

  private void put(Demand<?> demand, Item only) {
    put(demand, only.key(), List.of(only));
  }

  private void put(Demand<?> demand, Key key, List<Value> accepted) {
    desired.put(
        key,
        new Expectation(accepted, demand.checkOnly(), demand.severity(), demand.why(), services));
  }

  /** Creates the exception for two expectations that exclude each other. */
  interface Refusal {
    RuntimeException of(Key key, Expectation one, Expectation other);
  }

  /**
   * Returns the expectations of both. Throws what {@code refusal} creates if two exclude each
   * other.
   */
  static Map<Key, Expectation> merged(
      Map<Key, Expectation> some, Map<Key, Expectation> more, Refusal refusal) {
    if (some.isEmpty() || more.isEmpty()) {
      return some.isEmpty() ? more : some;
    }
    Map<Key, Expectation> all = new LinkedHashMap<>(some);
    more.forEach(
        (key, expectation) ->
            all.merge(
                key,
                expectation,
                (one, other) -> one.and(other).orElseThrow(() -> refusal.of(key, one, other))));
    return all;
  }

  /**
   * Throws ConflictException if the same VIP is desired both as an IPv4 address and as a local
   * route: the kernel makes a local route for each address, and has no room for ours beside it.
   */
  static void requireOneForm(Map<Key, Expectation> desired) {
    Map<Ip, Expectation> routes = new HashMap<>();
    for (Expectation expectation : desired.values()) {
      if (expectation.first() instanceof RouteItem item
          && item.route().type() == Route.TYPE_LOCAL
          && item.route().destination().isHost()) {
        routes.put(item.route().destination().ip(), expectation);
      }
    }
    for (Expectation expectation : desired.values()) {
      if (expectation.first() instanceof AddressItem item && !item.address().ip().isV6()) {
        Expectation route = routes.get(item.address().ip());
        if (route != null) {
          throw new ConflictException(item.key(), expectation, route);
        }
      }
    }
  }

  /** Returns the need of a service that is not part of this run, from the texts of the ledger. */
  public static Expectation ofNeed(Key key, String service, List<String> accepted) {
    List<Value> values = new ArrayList<>();
    for (String text : accepted) {
      values.add(key.parse(text));
    }
    return new Expectation(
        values, true, Severity.COSMETIC, "service " + service + " needs it", List.of(service));
  }
}
