package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.RouteItem;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.ledger.Entry;
import io.lvsagent.agent.ledger.HeldValue;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.agent.plan.Intent;
import io.lvsagent.agent.plan.Plan;
import io.lvsagent.agent.plan.Planner;
import io.lvsagent.agent.plan.Unmet;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Route;
import io.lvsagent.profiles.compile.Demands;
import io.lvsagent.profiles.config.Service;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A request planned against the current kernel state. Nothing has been changed. Every command that
 * plans or compares is a view of this.
 *
 * @param requested the expectations of the services that start, and the needs of others at the same
 *     keys
 * @param ledger the ledger with the services of the request, before the plan is recorded in it
 * @param desired the same expectations, with foreign objects and duplicates considered
 * @param release the held values that are restored
 */
public record PreparedRun(
    Map<Key, Expectation> requested,
    Ledger ledger,
    Map<Key, Expectation> desired,
    Release release,
    Plan plan,
    List<Note> notes) {
  /**
   * Plans a request. Throws ConflictException, and what compiling throws: HostRequirementException,
   * ConfigException.
   *
   * @param host made for the same ledger
   * @param ledger settled, with renamed devices followed
   * @param also keys to read in addition to those of the request
   */
  public static PreparedRun of(
      HostChecks host, Ledger ledger, RunRequest request, Collection<Key> also) {
    Ledger next = ledger;
    for (String name : request.stopping()) {
      next = next.stopping(name);
    }
    next = request.drains().in(next);
    Map<Key, Expectation> requested = request.drains().desired(next);
    for (Service service : request.starting()) {
      Demands demands = host.demands(service);
      Map<Key, Expectation> added = Desired.of(service.name(), demands);
      added.putAll(host.paths(service, demands));
      next = Drains.reviewed(next, added);
      added = Drains.respected(added, next);
      next = next.starting(HostChecks.started(service), added);
      requested = ConfigConflicts.with(requested, service, added);
    }
    requested = withOtherNeeds(requested, next, request);
    HostState observed = observe(host, requested, next, request, also);
    PreparedRun prepared = of(host, requested, next, request, observed);
    return prepared.noting(VipsLeft.found(requested, ledger, prepared.ledger(), observed));
  }

  private PreparedRun noting(List<Note> more) {
    List<Note> all = new ArrayList<>(notes);
    all.addAll(more);
    return more.isEmpty()
        ? this
        : new PreparedRun(requested, ledger, desired, release, plan, List.copyOf(all));
  }

  /** Returns the host before the plan. */
  public HostState observed() {
    return plan.before();
  }

  /** Returns the real servers that health checkers keep, as they are now. */
  Map<Key, Value> seen() {
    return CheckedServers.seen(requested, ledger, observed());
  }

  /** Returns what the plan cannot meet, and what it would have to change. */
  public List<Unmet> left() {
    List<Unmet> left = new ArrayList<>(plan.unmet());
    for (Change change : plan.release()) {
      left.add(new Unmet(change.key(), change.before(), Expectation.putBack(change.after())));
    }
    for (Change change : plan.acquire()) {
      Expectation want = Objects.requireNonNull(desired.get(change.key()));
      left.add(new Unmet(change.key(), change.before(), want));
    }
    return left;
  }

  /** Plans the same request again, against the host as the recorded plan has left it. */
  public PreparedRun again(Kernel kernel, Ledger recorded, RunRequest request) {
    HostChecks host = new HostChecks(kernel, recorded);
    HostState observed = observe(host, requested, recorded, request, List.of());
    Ledger reached = recorded.settled(observed, key -> Bystanders.ids(key, observed(), recorded));
    if (traits(observed.links()).equals(traits(observed().links()))) {
      return of(host, requested, reached, request, observed);
    }
    HostChecks changed = new HostChecks(kernel, reached);
    PreparedRun prepared = of(changed, reached, request, List.of());
    changed.requirePossible(prepared, request);
    return prepared;
  }

  /** Returns the attributes of devices that demands depend on; being up is not one of them. */
  private static List<Object> traits(List<Link> links) {
    List<Object> traits = new ArrayList<>();
    for (Link link : links) {
      traits.addAll(List.of(link.index(), link.name(), link.doesArp()));
    }
    return traits;
  }

  private static PreparedRun of(
      HostChecks host,
      Map<Key, Expectation> requested,
      Ledger ledger,
      RunRequest request,
      HostState observed) {
    Ledger next =
        ledger
            .holding(ForeignObjects.joined(requested, ledger, observed))
            .holding(marked(requested, ledger, observed))
            .holding(CheckedServers.absent(requested, request.seen()));
    Map<Key, Expectation> checked =
        CheckedServers.considered(requested, next, observed, request.seen());
    Map<Key, Expectation> desired =
        PathRating.of(ForeignObjects.considered(checked, next, observed), observed);
    if (!request.left().isEmpty()) {
      desired = LeftAlone.considered(desired, observed, request.left());
    }
    ReadOnlyParameters readOnly = ReadOnlyParameters.among(desired, observed, host::isReadOnly);
    Release release = Release.of(next, observed, requested, request.force(), host::isLocal);
    Plan plan = Planner.plan(new Intent(release.released(), readOnly.others()), observed);
    // the services are remembered as long as something stays because of their VIPs
    boolean forgets = request.forgetting() && release.kept().isEmpty();
    Ledger left = release.ledger();
    left = forgets ? left.without(request.stopping()) : left;
    // what stays is reported when something is released, and not again by every start from cron
    boolean goes = !request.stopping().isEmpty() || !plan.release().isEmpty();
    List<Note> notes = new ArrayList<>(release.notes(goes));
    if (!plan.isEmpty()) {
      notes.addAll(readOnly.notes());
    }
    return new PreparedRun(requested, left, readOnly.all(), release, plan, List.copyOf(notes));
  }

  /** Returns the routes that carry our protocol number, although the ledger does not have them. */
  private static Map<Key, HeldValue> marked(
      Map<Key, Expectation> requested, Ledger ledger, HostState observed) {
    Map<Key, HeldValue> marked = new LinkedHashMap<>();
    for (Key key : requested.keySet()) {
      if (key.kind() == Kind.ROUTE
          && observed.at(key) instanceof RouteItem item
          && item.route().protocol() == Route.PROTOCOL_OURS
          && ledger.entry(key).held().isEmpty()
          && ledger.entry(key).pending().isEmpty()) {
        marked.put(key, new HeldValue(Absent.TEXT, item.recorded(), List.of()));
      }
    }
    return marked;
  }

  /** Merges the needs of the services that are up and not part of this run. */
  private static Map<Key, Expectation> withOtherNeeds(
      Map<Key, Expectation> desired, Ledger next, RunRequest request) {
    Set<String> running = new LinkedHashSet<>(next.services().keySet());
    request.starting().forEach(service -> running.remove(service.name()));
    if (running.isEmpty()) {
      return desired;
    }
    Map<Key, Expectation> needed = new LinkedHashMap<>();
    for (Key key : desired.keySet()) {
      for (Map.Entry<String, List<String>> need : next.entry(key).needs().entrySet()) {
        if (running.contains(need.getKey())) {
          Expectation one = Desired.ofNeed(key, need.getKey(), need.getValue());
          needed.merge(key, one, (a, b) -> a.and(b).orElse(a));
        }
      }
    }
    return Desired.merged(desired, needed, ConflictException::new);
  }

  /**
   * Reads everything that the request may concern: the keys that the starting services need, the
   * other keys that hold a value of ours, and the keys that a release may change as a side effect.
   */
  private static HostState observe(
      HostChecks host,
      Map<Key, Expectation> requested,
      Ledger ledger,
      RunRequest request,
      Collection<Key> also) {
    List<Key> keys = new ArrayList<>(requested.keySet());
    keys.addAll(also);
    for (Map.Entry<Key, Entry> known : ledger.entries().entrySet()) {
      Entry entry = known.getValue();
      boolean ours = entry.held().isPresent() || entry.pending().isPresent();
      if (ours && !request.isStartingOneOf(entry.needs().keySet())) {
        keys.add(known.getKey());
      }
    }
    for (String vip : ledger.vipsDown()) {
      IpPrefix prefix = IpPrefix.parse(vip);
      if (prefix.ip().isV6()) {
        // IPv6 addresses are read only if such a key is asked for
        keys.add(new RouteItem(Route.local(prefix)).key());
      }
    }
    Set<Key> leaving = Release.candidates(ledger, requested);
    keys.addAll(Bystanders.heirs(leaving, ledger, host.links()));
    return host.observe(keys, leaving);
  }
}
