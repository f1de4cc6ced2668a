package io.lvsagent.agent.apply;

import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.intent.Bystanders;
import io.lvsagent.agent.intent.ConfigConflicts;
import io.lvsagent.agent.intent.Desired;
import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.ForeignObjects;
import io.lvsagent.agent.intent.HostChecks;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.intent.Release;
import io.lvsagent.agent.intent.RouterAdvertisementRoutes;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.agent.plan.Intent;
import io.lvsagent.agent.plan.Plan;
import io.lvsagent.agent.plan.Planner;
import io.lvsagent.iface.route.Link;
import io.lvsagent.profiles.config.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A request thought through against the kernel as it is, nothing touched yet.
 *
 * @param asked what the services that start expect
 * @param ledger as it shall be once the plan is applied, its changes not yet announced
 * @param desired the same with foreign objects and duplicates considered
 */
public record PreparedRun(
    Map<Key, Expectation> asked,
    Ledger ledger,
    Map<Key, Expectation> desired,
    Release releases,
    Plan plan,
    List<Note> notes) {

  /**
   * Throws ConflictException, and what compiling throws: HostLacksException, ConfigException; and
   * where it is known that the kernel would refuse a change, the leaf's exception.
   *
   * @param ledger settled, and following the devices of now
   */
  public static PreparedRun of(Kernel kernel, Ledger ledger, RunRequest request) {
    HostChecks host = new HostChecks(kernel, ledger);
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
    if (request.starting().size() > 1) {
      Desired.requireOneForm(asked);
    }
    asked = keepPromises(asked, next, request);
    HostState observed = host.observe(keys(asked, next, request));
    for (Service service : request.starting()) {
      host.requireNoneOfItsOwn(service, observed);
    }
    host.requireParameters(asked, observed);
    PreparedRun prepared = of(host, asked, next, request, observed);
    RouterAdvertisementRoutes.requireNoneLost(kernel, prepared.plan());
    Applier.tryOut(kernel, prepared.plan());
    return prepared;
  }

  /** The same request against what the announced plan has made of the host. */
  PreparedRun again(Kernel kernel, Ledger recorded, RunRequest request) {
    HostChecks host = new HostChecks(kernel, recorded);
    HostState observed = host.observe(keys(asked, recorded, request));
    Ledger reached =
        recorded.settled(observed, key -> Bystanders.seen(key, plan.before(), recorded));
    return sameDevices(observed.links(), plan.before().links())
        ? of(host, asked, reached, request, observed)
        : of(kernel, reached, request);
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
      HostChecks host,
      Map<Key, Expectation> asked,
      Ledger ledger,
      RunRequest request,
      HostState observed) {
    Ledger next = ledger.holding(ForeignObjects.joined(asked, ledger, observed));
    Map<Key, Expectation> desired = ForeignObjects.considered(asked, next, observed);
    Release releases = Release.of(host, next, observed, asked, request.force());
    Plan plan = Planner.plan(new Intent(releases.going(), desired), observed);
    // as long as something stays on account of their VIPs, the services are remembered
    boolean forgets = request.forgetting() && releases.kept().isEmpty();
    Ledger then = next.forgetting(releases.forgotten()).holding(releases.inherited());
    List<Note> notes = new ArrayList<>(releases.foreign());
    // what stays is said where something goes, and not again by every start from cron
    boolean goes = !request.stopping().isEmpty() || !plan.release().isEmpty();
    notes.addAll(goes ? releases.staying() : List.of());
    return new PreparedRun(
        asked,
        forgets ? then.without(request.stopping()) : then,
        desired,
        releases,
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

  /** What is asked, which is all that the starting services need, and what is ours beside it. */
  private static List<Key> keys(Map<Key, Expectation> asked, Ledger ledger, RunRequest request) {
    List<Key> keys = new ArrayList<>(asked.keySet());
    ledger
        .entries()
        .forEach(
            (key, entry) -> {
              boolean ours = entry.held().isPresent() || entry.pending().isPresent();
              if (ours && !request.isStartingOneOf(entry.needs().keySet())) {
                keys.add(key);
              }
            });
    return keys;
  }
}
