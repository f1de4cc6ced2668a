package io.lvsagent.agent.host;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.Rtnetlink.RouteFilter;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the keys that a plan may touch, each kind by as few dumps as it takes. */
public final class Observation {
  /** RTPROT_KERNEL of linux/rtnetlink.h. */
  private static final int PROTOCOL_KERNEL = 2;

  private final HostState state;
  private final Map<Kind, List<Key>> asked = new EnumMap<>(Kind.class);

  private Observation(HostState state) {
    this.state = state;
  }

  /** Reads these keys; a key that is named twice is read once. */
  public static HostState of(Kernel kernel, Collection<Key> keys) {
    return of(kernel, keys, Set.of());
  }

  /**
   * The same with what would go along, or stay in use, if the values at some of the keys left: it
   * is known then before anything is decided.
   */
  public static HostState of(Kernel kernel, Collection<Key> keys, Set<Key> leaving) {
    Observation observation = new Observation(new HostState(kernel.rtnetlink().links()));
    keys.forEach(observation::request);
    // addresses first: which devices conf/default reaches hangs on them
    observation.read(kernel, Kind.ADDRESS);
    observation.askForWhatIsTouched();
    for (Kind kind : Kind.values()) {
      if (kind != Kind.ADDRESS) {
        observation.read(kernel, kind);
      }
    }
    observation.readWhatGoesAlong(kernel, leaving);
    return observation.state.freeze();
  }

  private void request(Key key) {
    if (state.request(key)) {
      asked(key.kind()).add(key);
    }
  }

  private void askForWhatIsTouched() {
    for (Key key : List.copyOf(asked(Kind.SYSCTL))) {
      key.kind().sideEffectKeys(key, state).forEach(this::request);
      boolean deviceMissing = key.device().filter(d -> state.link(d).isEmpty()).isPresent();
      if (deviceMissing) {
        request(SysctlItem.key(SysctlKey.parse(key.name()).on("default")));
      }
    }
  }

  private void read(Kernel kernel, Kind kind) {
    kind.read(kernel, asked(kind), state);
  }

  private List<Key> asked(Kind kind) {
    return asked.computeIfAbsent(kind, k -> new ArrayList<>());
  }

  /**
   * Where a device loses its last IPv4 address, the routes and neighbours that others have put on
   * it go with that: they are read, so that they are put back, or keep it up; but for routes that
   * have such an address as source. One that goes down loses those of IPv6, too.
   */
  private void readWhatGoesAlong(Kernel kernel, Set<Key> leaving) {
    Set<String> losing = new HashSet<>();
    Set<String> down = new HashSet<>();
    for (Key key : leaving) {
      if (key.kind() == Kind.ADDRESS) {
        losing.add(key.device().orElseThrow());
      } else if (key.kind() == Kind.LINK || key.kind() == Kind.DEVICE) {
        losing.add(key.device().orElseThrow());
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
      readNeighbours(kernel, device);
      readRoutes(kernel, false, device, staying);
    }
    for (String device : down) {
      readRoutes(kernel, true, device, Set.of());
    }
  }

  private void readRoutes(Kernel kernel, boolean v6, String device, Set<Ip> staying) {
    for (Route route : kernel.rtnetlink().routes(new RouteFilter(v6, 0, device, 0))) {
      RouteItem item = new RouteItem(route);
      boolean made = route.protocol() == PROTOCOL_KERNEL || route.table() == Route.TABLE_LOCAL;
      boolean goes = !made && !route.hasNexthops();
      boolean possible = route.source().filter(ip -> !staying.contains(ip)).isEmpty();
      if (goes && possible && !state.knows(item.key())) {
        state.put(item);
      }
    }
  }

  private void readNeighbours(Kernel kernel, String device) {
    for (boolean v6 : new boolean[] {false, true}) {
      for (Neighbour neighbour : kernel.rtnetlink().neighbours(v6, device)) {
        NeighbourItem item = new NeighbourItem(neighbour);
        if (neighbour.isPermanent() && !state.knows(item.key())) {
          state.put(item);
        }
      }
    }
  }
}
