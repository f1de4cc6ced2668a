package io.lvsagent.agent.watch;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.NeighbourItem;
import io.lvsagent.agent.host.Observation;
import io.lvsagent.agent.host.RouteItem;
import io.lvsagent.agent.host.SysctlItem;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.agent.plan.Intent;
import io.lvsagent.agent.plan.Plan;
import io.lvsagent.agent.plan.Planner;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.agent.verify.Verification;
import io.lvsagent.iface.Ip;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.sysctl.Setting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A look at the host, kept until something differs from it: reading the same keys again and
 * comparing them costs much less than to compile the services and to plan them.
 */
final class Look {
  /** The tables of IPVS and nftables. */
  private static final Set<Kind> TABLES =
      EnumSet.of(
          Kind.NFT_TABLE, Kind.IPVS_TIMEOUT, Kind.IPVS_SERVICE, Kind.IPVS_SERVER, Kind.IPVS_DAEMON);

  private static final Set<Kind> ADDRESSES = EnumSet.of(Kind.ADDRESS);

  /** What a few dumps tell. */
  private static final Set<Kind> DUMPED =
      EnumSet.of(
          Kind.MODULE,
          Kind.DEVICE,
          Kind.LINK,
          Kind.NEIGHBOUR,
          Kind.ADDRESS,
          Kind.ROUTE,
          Kind.GATEWAY);

  private final Kernel kernel;
  private final Ledger ledger;
  private final Task task;
  private final Verification verification;
  private final List<ServiceStatus> statuses;
  private final List<Key> addresses;
  private final Set<Ip> told = new HashSet<>();

  /** What is desired and requested without paths, as soon as something is to be mended. */
  private Map<Key, Expectation> desired = Map.of();

  private Map<Key, Expectation> requested = Map.of();

  /** The parameters that were there, which send no event. */
  private final List<Setting> parameters = new ArrayList<>();

  /** The other keys that send no event. */
  private final Map<Kind, List<Key>> polled = new EnumMap<>(Kind.class);

  /**
   * Looks at the host.
   *
   * @param left as in {@link RunRequest}
   */
  Look(Kernel kernel, Ledger ledger, Task task, Set<Key> left) {
    this.kernel = kernel;
    this.ledger = ledger;
    this.task = task;
    verification = new Verification(kernel, ledger, task.services(), left);
    statuses = verification.statuses(task.services(), task.origin(), task.all());
    addresses = known(ADDRESSES);
    prepared().requested().forEach(this::expect);
  }

  /** Returns the ledger with which the host was compared. */
  Ledger ledger() {
    return ledger;
  }

  PreparedRun prepared() {
    return verification.prepared();
  }

  /** Returns the request that is planned. */
  RunRequest request() {
    return verification.request();
  }

  List<ServiceStatus> statuses() {
    return statuses;
  }

  private HostState observed() {
    return prepared().observed();
  }

  private boolean wasRight(Key key) {
    Expectation want = prepared().desired().get(key);
    return want != null && observed().knows(key) && want.accepts(observed().at(key));
  }

  /** Returns the keys to write that were right at an earlier look, or that we have written. */
  Set<Key> undoneSince(Look before, Predicate<Key> written) {
    Set<Key> undone = new HashSet<>();
    for (Change change : prepared().plan().acquire()) {
      if (before.wasRight(change.key()) || written.test(change.key())) {
        undone.add(change.key());
      }
    }
    return undone;
  }

  /** Returns true if the ledger has each service, and none that the config has no more. */
  boolean isRecorded() {
    for (Service service : task.services()) {
      if (!ledger.services().containsKey(service.name())) {
        return false;
      }
    }
    return task.toStart(ledger).stopping().isEmpty();
  }

  private void expect(Key key, Expectation want) {
    if (want.first() instanceof NeighbourItem item) {
      told.add(item.neighbour().ip());
    } else if (want.first() instanceof RouteItem item) {
      told.add(item.route().destination().ip());
    } else if (observed().at(key) instanceof SysctlItem found) {
      parameters.add(found.setting());
    } else if (key.kind() == Kind.SYSCTL || TABLES.contains(key.kind())) {
      polled.computeIfAbsent(key.kind(), kind -> new ArrayList<>()).add(key);
    }
  }

  /** Returns the addresses of neighbours, and of destinations of routes, that are expected. */
  Set<Ip> told() {
    return told;
  }

  /** Reads addresses alone, which is quickest, and which are lost most often. */
  Difference addresses() {
    HostState now = new HostState(kernel.rtnetlink().links());
    Kind.ADDRESS.observe(kernel, addresses, now);
    return Difference.of(observed(), now, ADDRESSES);
  }

  /** Reads again what sends events; parameters, which cost more, only if nothing else differs. */
  Difference heard() {
    Difference dumped = dumped();
    return dumped.isNone() ? difference(EnumSet.of(Kind.SYSCTL)) : dumped;
  }

  /** Reads again what a few dumps tell. */
  Difference dumped() {
    return difference(DUMPED);
  }

  private Difference difference(Set<Kind> kinds) {
    return Difference.of(observed(), Observation.of(kernel, known(kinds)), kinds);
  }

  private List<Key> known(Set<Kind> kinds) {
    List<Key> keys = new ArrayList<>();
    observed()
        .forEach(
            (key, value) -> {
              if (kinds.contains(key.kind())) {
                keys.add(key);
              }
            });
    return keys;
  }

  boolean parametersDiffer() {
    for (Setting known : parameters) {
      if (!kernel.sysctls().read(known.key()).is(known.value())) {
        return true;
      }
    }
    return differ(EnumSet.of(Kind.SYSCTL));
  }

  boolean tablesDiffer() {
    return differ(TABLES);
  }

  private boolean differ(Set<Kind> kinds) {
    HostState now = new HostState(observed().links());
    for (Kind kind : kinds) {
      List<Key> keys = polled.getOrDefault(kind, List.of());
      if (!keys.isEmpty()) {
        kind.observe(kernel, keys, now);
      }
      for (Key key : keys) {
        if (!observed().at(key).hasSameText(now.at(key))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns the values that differ once these keys are absent, with what goes along with them. */
  Map<Key, Value> losing(Collection<Key> lost) {
    HostState state = observed().copy();
    for (Key key : lost) {
      state.put(key, Absent.VALUE);
      key.kind().applySideEffects(new Change(key, observed().at(key), Absent.VALUE), state);
    }
    Map<Key, Value> values = new LinkedHashMap<>();
    state.changedKeys().forEach(key -> values.put(key, state.at(key)));
    return values;
  }

  /**
   * Plans again these keys alone, on a host that differs at them from what was looked at. Paths are
   * left out, because they follow from the rest.
   */
  PreparedRun mending(Map<Key, Value> changed) {
    PreparedRun last = prepared();
    if (desired.isEmpty()) {
      desired = withoutPaths(last.desired());
      requested = withoutPaths(last.requested());
    }
    Map<Key, Expectation> lost = new LinkedHashMap<>();
    for (Key key : changed.keySet()) {
      Expectation want = desired.get(key);
      if (want != null) {
        lost.put(key, want);
      }
    }
    HostState now = observed().copy();
    changed.forEach(now::put);
    Plan plan = Planner.plan(new Intent(Map.of(), lost), now.freeze());
    return new PreparedRun(requested, last.ledger(), desired, last.release(), plan, List.of());
  }

  private static Map<Key, Expectation> withoutPaths(Map<Key, Expectation> all) {
    Map<Key, Expectation> others = new LinkedHashMap<>(all);
    others.keySet().removeIf(key -> key.kind() == Kind.PATH);
    return others;
  }
}
