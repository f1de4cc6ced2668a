package io.lvsagent.agent.watch;

import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Value;
import io.lvsagent.iface.route.Link;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Remembers which devices somebody restarts: those that went down, or lost all addresses that
 * others had given them. On its way, ifdown may take the same VIP twice.
 */
final class Restarts {
  /** So long, a restart goes on. */
  static final long LONGEST = 5 * Clock.SECOND;

  private final Map<String, Long> begun = new HashMap<>();
  private Set<String> up = Set.of();
  private Set<String> addressed = Set.of();

  /** Takes what a look has found. */
  void saw(HostState host, long now) {
    Set<String> upNow = new HashSet<>();
    for (Link link : host.links()) {
      if (link.isUp()) {
        upNow.add(link.name());
      }
    }
    Set<String> addressedNow = new HashSet<>();
    for (Value value : host.unrequested()) {
      if (value instanceof AddressItem item) {
        addressedNow.add(item.address().device());
      }
    }
    begin(up, upNow, now);
    begin(addressed, addressedNow, now);
    up = upNow;
    addressed = addressedNow;
  }

  private void begin(Set<String> before, Set<String> after, long now) {
    for (String device : before) {
      if (!after.contains(device)) {
        begun.put(device, now);
      }
    }
  }

  /** Returns true if the device of a key may still be in a restart. */
  boolean concern(Key key, long now) {
    Long time = begun.get(key.device().orElse(""));
    return time != null && now - time < LONGEST;
  }
}
