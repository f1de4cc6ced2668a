package io.lvsagent.agent.host;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.Rtnetlink.RouteFilter;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the keys that a plan may change, with as few dumps as possible. */
public final class Observation {
  /** RTPROT_KERNEL of linux/rtnetlink.h. */
  private static final int PROTOCOL_KERNEL = 2;

  private final HostState state;
  private final Map<Kind, List<Key>> requested = new EnumMap<>(Kind.class);

  private Observation(HostState state) {
    this.state = state;
  }

  /** Reads the keys; duplicates are read once. */
  public static HostState of(Kernel kernel, Collection<Key> keys) {
    return of(kernel, keys, Set.of());
  }

  /**
   * Reads the keys, and what the kernel would remove if the values at the keys {@code leaving} were
   * removed. Release decides with both.
   */
  public static HostState of(Kernel kernel, Collection<Key> keys, Set<Key> leaving) {
    Observation observation = new Observation(new HostState(kernel.rtnetlink().links()));
    observation.request(keys);
    // first, because addresses decide which devices conf/default reaches
    Kind.ADDRESS.rules().observe(kernel, observation.requested(Kind.ADDRESS), observation.state);
    observation.requestSideEffects();
    for (Kind kind : Kind.values()) {
      if (kind != Kind.ADDRESS) {
        kind.rules().observe(kernel, observation.requested(kind), observation.state);
      }
    }
    observation.readRemovedAlong(kernel, leaving);
    return observation.state.freeze();
  }

  private void request(Collection<Key> keys) {
    for (Key key : keys) {
      if (state.request(key)) {
        requested(key.kind()).add(key);
      }
    }
  }

  private void requestSideEffects() {
    for (Key key : List.copyOf(requested(Kind.SYSCTL))) {
      request(key.kind().sideEffectKeys(key, state));
      Optional<String> device = key.device();
      if (device.isPresent() && state.link(device.get()).isEmpty()) {
        request(List.of(SysctlItem.key(SysctlKey.parse(key.name()).on("default"))));
      }
    }
  }

  private List<Key> requested(Kind kind) {
    return requested.computeIfAbsent(kind, k -> new ArrayList<>());
  }

  /**
   * Reads the routes and permanent neighbours of devices that lose their last IPv4 address or go
   * down, because the kernel removes them along. The plan puts them back, or they keep the link up.
   * Routes whose source is a leaving address cannot be put back and are not read. A device that
   * goes down loses its IPv6 routes, too.
   */
  private void readRemovedAlong(Kernel kernel, Set<Key> leaving) {
    Set<String> losing = new HashSet<>();
    Set<String> down = new HashSet<>();
    for (Key key : leaving) {
      boolean goes = key.kind() == Kind.LINK || key.kind() == Kind.DEVICE;
      if (goes || key.kind() == Kind.ADDRESS) {
        losing.add(key.device().orElseThrow());
      }
      if (goes) {
        down.add(key.device().orElseThrow());
      }
    }
    Set<Ip> staying = new HashSet<>();
    for (AddressItem item : state.all(AddressItem.class)) {
      if (!item.address().ip().isV6() && !leaving.contains(item.key())) {
        losing.remove(item.address().device());
        staying.add(item.address().ip());
      }
    }
    for (String device : losing) {
      NeighbourItem.read(kernel, false, device, state);
      NeighbourItem.read(kernel, true, device, state);
      readRoutes(kernel, false, device, staying);
    }
    for (String device : down) {
      readRoutes(kernel, true, device, Set.of());
      AddressItem.read(kernel, true, device, state);
    }
  }

  private void readRoutes(Kernel kernel, boolean v6, String device, Set<Ip> staying) {
    for (Route route : kernel.rtnetlink().routes(new RouteFilter(v6, 0, device, 0))) {
      RouteItem item = new RouteItem(route);
      boolean byKernel = route.protocol() == PROTOCOL_KERNEL || route.table() == Route.TABLE_LOCAL;
      boolean lost = !byKernel && !route.hasNexthops();
      boolean sourceStays = route.source().filter(ip -> !staying.contains(ip)).isEmpty();
      if (lost && sourceStays && !state.knows(item.key())) {
        state.put(item);
      }
    }
  }
}
