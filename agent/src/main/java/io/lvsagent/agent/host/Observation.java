package io.lvsagent.agent.host;

import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads the keys that a plan may touch, each kind by as few dumps as it takes. */
public final class Observation {
  private final HostState state;
  private final Map<Kind, List<Key>> asked = new EnumMap<>(Kind.class);

  private Observation(HostState state) {
    this.state = state;
  }

  /** Keys that are there twice are read once. */
  public static HostState of(Kernel kernel, Collection<Key> keys) {
    Observation observation = new Observation(new HostState(kernel.rtnetlink().links()));
    keys.forEach(observation::ask);
    // addresses first: which devices conf/default reaches hangs on them
    observation.read(kernel, Kind.ADDRESS);
    observation.askForWhatIsTouched();
    for (Kind kind : Kind.values()) {
      if (kind != Kind.ADDRESS) {
        observation.read(kernel, kind);
      }
    }
    return observation.state;
  }

  private void ask(Key key) {
    if (state.ask(key)) {
      asked(key.kind()).add(key);
    }
  }

  private void askForWhatIsTouched() {
    for (Key key : List.copyOf(asked(Kind.SYSCTL))) {
      key.kind().touches(key, state).forEach(this::ask);
      boolean deviceMissing = key.device().filter(d -> state.link(d).isEmpty()).isPresent();
      if (deviceMissing) {
        ask(SysctlItem.key(SysctlKey.parse(key.name()).on("default")));
      }
    }
  }

  private void read(Kernel kernel, Kind kind) {
    kind.read(kernel, asked(kind), state);
  }

  private List<Key> asked(Kind kind) {
    return asked.computeIfAbsent(kind, k -> new ArrayList<>());
  }
}
