package io.lvsagent.agent.host;

import io.lvsagent.iface.route.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Indexes a state for side effects and labels, so that planning 10,000 VIPs takes linear time. */
final class StateIndex {
  private final Map<String, Integer> ipv4 = new HashMap<>();
  private final Map<String, Integer> labels = new HashMap<>();
  private final Map<String, Integer> lowestFree = new HashMap<>();
  private final Map<Key, RouteItem> routes = new HashMap<>();

  void replace(@Nullable Value before, Value after) {
    if (before instanceof AddressItem gone) {
      count(gone.address(), -1);
      lowestFree.remove(gone.address().device());
    } else if (before instanceof RouteItem gone) {
      routes.remove(gone.key());
    }
    if (after instanceof AddressItem made) {
      count(made.address(), 1);
    } else if (after instanceof RouteItem made) {
      routes.put(made.key(), made);
    }
  }

  private void count(Address address, int by) {
    if (!address.ip().isV6()) {
      ipv4.merge(address.device(), by, Integer::sum);
      labels.merge(address.label(), by, Integer::sum);
    }
  }

  boolean hasIpv4(String device) {
    return ipv4.getOrDefault(device, 0) > 0;
  }

  /** Returns the lowest {@code DEVICE:{n}} that is not the label of an address. */
  String freeLabel(String device) {
    int n = lowestFree.getOrDefault(device, 0);
    while (labels.getOrDefault(device + ":" + n, 0) > 0) {
      n++;
    }
    lowestFree.put(device, n);
    return device + ":" + n;
  }

  /** Returns a copy, because callers remove routes from the state while they iterate. */
  Collection<RouteItem> routes() {
    return new ArrayList<>(routes.values());
  }
}
