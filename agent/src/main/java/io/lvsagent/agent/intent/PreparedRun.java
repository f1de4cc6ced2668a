package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.ledger.Entry;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.agent.plan.Intent;
import io.lvsagent.agent.plan.Plan;
import io.lvsagent.agent.plan.Planner;
import io.lvsagent.iface.route.Link;
import io.lvsagent.profiles.config.Service;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A request planned against the current kernel state. Nothing has been changed. Every command that
 * plans or compares is a view of this.
 *
 * @param asked the expectations of the services that start
 * @param ledger as it shall be once the plan is applied, its changes not yet recorded
 * @param desired the same expectations, with foreign objects and duplicates considered
 * @param release what goes back
 */
public record PreparedRun(
    Map<Key, Expectation> asked,
    Ledger ledger,
    Map<Key, Expectation> desired,
    Release release,
    Plan plan,
    List<Note> notes) {

  /**
   * Throws ConflictException, and what compiling throws: HostRequirementException, ConfigException.
   *
   * @param host made for the ledger, which is settled and follows the devices of now
   * @param also keys to read beside those that the request is about
   */
  public static PreparedRun of(
      HostChecks host, Ledger ledger, RunRequest request, Collection<Key> also) {
    Ledger next = ledger;
    for (String name : request.stopping()) {
      next = next.stopping(name);
    }
    next = request.drains().in(next);
    Map<Key, Expectation> asked = request.drains().desired(next);
    for (Service service : request.starting()) {
      Map<Key, Expectation> its = Desired.of(service.name(), host.demands(service));
      next = Drains.reviewed(next, its);
      its = Drains.respected(its, next);
      next = next.starting(host.started(service), its);
      asked = ConfigConflicts.with(asked, service, its);
    }
    asked = keepPromises(asked, next, request);
    return of(asked, next, request, observe(host, asked, next, request, also));
  }

  /** The same request against what the recorded plan has made of the host. */
  public PreparedRun again(Kernel kernel, Ledger recorded, RunRequest request) {
    HostChecks host = new HostChecks(kernel, recorded);
    HostState observed = observe(host, asked, recorded, request, List.of());
    Ledger reached =
        recorded.settled(observed, key -> Bystanders.seen(key, plan.before(), recorded));
    if (sameDevices(observed.links(), plan.before().links())) {
      return of(asked, reached, request, observed);
    }
    HostChecks changed = new HostChecks(kernel, reached);
    PreparedRun prepared = of(changed, reached, request, List.of());
    changed.requirePossible(prepared, request);
    return prepared;
  }

  /** As far as what a service asks depends on them: not whether they are up. */
  private static boolean sameDevices(List<Link> now, List<Link> then) {
    boolean same = now.size() == then.size();
    for (int i = 0; same && i < now.size(); i++) {
      Link one = now.get(i);
      Link other = then.get(i);
      same =
          one.index() == other.index()
              && one.name().equals(other.name())
              && one.doesArp() == other.doesArp();
    }
    return same;
  }

  private static PreparedRun of(
      Map<Key, Expectation> asked, Ledger ledger, RunRequest request, HostState observed) {
    Ledger next = ledger.holding(ForeignObjects.joined(asked, ledger, observed));
    Map<Key, Expectation> desired = ForeignObjects.considered(asked, next, observed);
    Release release = Release.of(next, observed, asked, request.force());
    Plan plan = Planner.plan(new Intent(release.going(), desired), observed);
    // as long as something stays on account of their VIPs, the services are remembered
    boolean forgets = request.forgetting() && release.kept().isEmpty();
    Ledger then = next.forgetting(release.forgotten()).holding(release.inherited());
    List<Note> notes = new ArrayList<>(release.foreign());
    // what stays is reported where something goes, and not again by every start from cron
    boolean goes = !request.stopping().isEmpty() || !plan.release().isEmpty();
    notes.addAll(goes ? release.staying() : List.of());
    return new PreparedRun(
        asked,
        forgets ? then.without(request.stopping()) : then,
        desired,
        release,
        plan,
        List.copyOf(notes));
  }

  /** Services that are up and not part of this run were promised values, too. */
  private static Map<Key, Expectation> keepPromises(
      Map<Key, Expectation> desired, Ledger next, RunRequest request) {
    Set<String> running = new LinkedHashSet<>(next.services().keySet());
    request.starting().forEach(service -> running.remove(service.name()));
    if (running.isEmpty()) {
      return desired;
    }
    Map<Key, Expectation> promised = new LinkedHashMap<>();
    for (Key key : desired.keySet()) {
      next.entry(key)
          .needs()
          .forEach(
              (service, accepted) -> {
                if (running.contains(service)) {
                  Expectation one = Desired.promised(key, service, accepted);
                  promised.merge(key, one, (a, b) -> a.and(b).orElse(a));
                }
              });
    }
    return Desired.merged(desired, promised);
  }

  /**
   * Reads all that the request may be about: what is asked, which is all that the starting services
   * need; what is ours beside it; and what our values would take along if they went.
   */
  private static HostState observe(
      HostChecks host,
      Map<Key, Expectation> asked,
      Ledger ledger,
      RunRequest request,
      Collection<Key> also) {
    List<Key> keys = new ArrayList<>(asked.keySet());
    keys.addAll(also);
    for (Map.Entry<Key, Entry> known : ledger.entries().entrySet()) {
      Entry entry = known.getValue();
      boolean ours = entry.held().isPresent() || entry.pending().isPresent();
      if (ours && !request.isStartingOneOf(entry.needs().keySet())) {
        keys.add(known.getKey());
      }
    }
    Set<Key> leaving = Release.candidates(ledger, asked);
    keys.addAll(Release.heirs(leaving, ledger, host.links()));
    return host.observe(keys, leaving);
  }
}
