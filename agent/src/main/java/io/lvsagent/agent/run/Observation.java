package io.lvsagent.agent.run;

import io.lvsagent.agent.plan.Kernel;
import io.lvsagent.agent.plan.Key;
import io.lvsagent.agent.plan.Kind;
import io.lvsagent.agent.plan.State;
import io.lvsagent.agent.plan.SysctlItem;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads the keys that a plan may touch, each kind by as few dumps as it takes. */
final class Observation {
  private Observation() {}

  static State of(Kernel kernel, Collection<Key> keys) {
    State state = new State(kernel.rtnetlink().links());
    Map<Kind, List<Key>> byKind = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      byKind.put(kind, new ArrayList<>());
    }
    for (Key key : keys) {
      group(byKind, key.kind()).add(key);
    }
    // addresses first: which devices conf/default reaches hangs on them
    Kind.ADDRESS.observe(kernel, group(byKind, Kind.ADDRESS), state);
    List<Key> sysctls = group(byKind, Kind.SYSCTL);
    for (Key key : List.copyOf(sysctls)) {
      sysctls.addAll(key.kind().touches(key, state));
      boolean deviceMissing = key.device().filter(d -> state.link(d).isEmpty()).isPresent();
      if (deviceMissing) {
        sysctls.add(SysctlItem.key(SysctlKey.parse(key.name()).on("default")));
      }
    }
    for (Kind kind : Kind.values()) {
      if (kind != Kind.ADDRESS) {
        kind.observe(kernel, group(byKind, kind), state);
      }
    }
    return state;
  }

  private static List<Key> group(Map<Kind, List<Key>> byKind, Kind kind) {
    return byKind.computeIfAbsent(kind, k -> new ArrayList<>());
  }
}
