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
import io.lvsagent.profiles.model.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Builds the expectations of services, by key. */
public final class Desired {
  private Desired() {}

  /** Converts the demands of one service to expectations. */
  static Map<Key, Expectation> of(String service, Demands demands) {
    Map<Key, Expectation> desired = new LinkedHashMap<>();
    List<String> services = List.of(service);
    for (Demand<Demands.Device> demand : demands.devices()) {
      Demands.Device device = demand.accepted().get(0);
      DeviceItem present = new DeviceItem(device.name(), device.kind());
      desired.put(present.key(), expectation(demand, List.of(present), services));
      if (device.up()) {
        LinkItem up = new LinkItem(device.name(), true);
        desired.put(up.key(), expectation(demand, List.of(up), services));
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
    put(desired, demands.sysctls(), SysctlItem::new, services);
    put(desired, demands.neighbours(), NeighbourItem::new, services);
    for (Demand<Timeouts> demand : demands.timeouts()) {
      for (TimeoutItem item : TimeoutItem.of(demand.accepted().get(0))) {
        desired.put(item.key(), expectation(demand, List.of(item), services));
      }
    }
    put(desired, demands.virtualServices(), VirtualServiceItem::new, services);
    put(
        desired,
        demands.realServers(),
        b -> new RealServerItem(b.match(), b.server(), b.anyWeight()),
        services);
    put(desired, demands.daemons(), SyncDaemonItem::new, services);
    put(desired, demands.tables(), NftTableItem::new, services);
    put(desired, demands.addresses(), AddressItem::new, services);
    put(desired, demands.routes(), RouteItem::new, services);
    put(
        desired,
        demands.gateways(),
        g -> GatewayItem.through(g.gateway(), g.destination()),
        services);
    return desired;
  }

  private static <T> void put(
      Map<Key, Expectation> desired,
      List<Demand<T>> demands,
      Function<T, Item> item,
      List<String> services) {
    for (Demand<T> demand : demands) {
      Item first = item.apply(demand.accepted().get(0));
      List<Value> accepted = List.of(first);
      if (demand.accepted().size() > 1) {
        List<Value> all = new ArrayList<>();
        demand.accepted().forEach(value -> all.add(item.apply(value)));
        accepted = List.copyOf(all);
      }
      desired.put(first.key(), expectation(demand, accepted, services));
    }
  }

  private static Expectation expectation(
      Demand<?> demand, List<Value> accepted, List<String> services) {
    return new Expectation(accepted, demand.checkOnly(), demand.severity(), demand.why(), services);
  }

  /** Returns the expectations of both. Throws ConflictException if two exclude each other. */
  static Map<Key, Expectation> merged(Map<Key, Expectation> some, Map<Key, Expectation> more) {
    return merged(some, more, ConflictException::new);
  }

  /** Creates the exception for two expectations that exclude each other. */
  interface Refusal {
    RuntimeException of(Key key, Expectation one, Expectation other);
  }

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
    if (routes.isEmpty()) {
      return;
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
      values.add(key.kind().parse(key.name(), text));
    }
    return new Expectation(
        values, true, Severity.COSMETIC, "service " + service + " needs it", List.of(service));
  }
}
