package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.profiles.model.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The keys that a run leaves as they are, and those that cannot be made without them. */
public final class LeftAlone {
  /** The devices that go, or go down, with the kind of key that tells it first. */
  private final Map<String, Kind> devices = new HashMap<>();

  private final Set<String> addressed = new HashSet<>();
  private final Set<Key> services = new HashSet<>();
  private boolean module;

  private LeftAlone(Set<Key> gone) {
    for (Key key : gone) {
      switch (key.kind()) {
        case MODULE -> module = true;
        case DEVICE, LINK ->
            devices.merge(
                key.device().orElseThrow(), key.kind(), (a, b) -> a.compareTo(b) < 0 ? a : b);
        case ADDRESS -> addressed.add(key.device().orElseThrow());
        case IPVS_SERVICE -> services.add(key);
        default -> {}
      }
    }
  }

  /**
   * Returns the expectations, those that are left as only checked. While a parameter is left that
   * would keep a VIP quiet, no VIP is added.
   */
  static Map<Key, Expectation> considered(
      Map<Key, Expectation> desired, HostState observed, Set<Key> left) {
    Set<Key> differing = new HashSet<>();
    boolean audible = false;
    for (Key key : left) {
      Expectation want = desired.get(key);
      if (want != null && !want.accepts(observed.at(key))) {
        differing.add(key);
        audible |= key.kind() == Kind.SYSCTL && want.severity() == Severity.LEAK;
      }
    }
    LeftAlone takers = new LeftAlone(differing);
    Map<Key, Expectation> considered = new LinkedHashMap<>(desired);
    for (Map.Entry<Key, Expectation> entry : desired.entrySet()) {
      Key key = entry.getKey();
      boolean isVip = entry.getValue().first().local().isPresent();
      if (left.contains(key)
          || audible && isVip && observed.at(key) instanceof Absent
          || takers.take(key, desired)) {
        considered.put(key, entry.getValue().asCheckOnly());
      }
    }
    return considered;
  }

  /** Returns the keys whose values did not go because another one of them went. */
  public static List<Key> roots(Set<Key> gone, Map<Key, Expectation> desired) {
    LeftAlone takers = new LeftAlone(gone);
    List<Key> roots = new ArrayList<>();
    for (Key key : gone) {
      if (!takers.take(key, desired)) {
        roots.add(key);
      }
    }
    return roots;
  }

  /**
   * Returns true if one of the keys takes another one along when its value goes: a device or a link
   * takes what is on it, an address the routes of its device, because it may be the last one, and a
   * virtual service its real servers.
   */
  private boolean take(Key key, Map<Key, Expectation> desired) {
    if (module && key.kind().name().startsWith("IPVS")
        || key.owner().filter(services::contains).isPresent()) {
      return true;
    }
    Expectation want = Objects.requireNonNull(desired.get(key));
    Optional<String> device = key.kind().device(key.name(), want.first().recorded());
    Kind lowest = device.map(devices::get).orElse(null);
    return lowest != null && lowest.compareTo(key.kind()) < 0
        || key.kind() == Kind.ROUTE && device.filter(addressed::contains).isPresent();
  }
}
