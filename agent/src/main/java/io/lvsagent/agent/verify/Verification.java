package io.lvsagent.agent.verify;

import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Observation;
import io.lvsagent.agent.host.RouteItem;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.intent.ConfigConflicts;
import io.lvsagent.agent.intent.Desired;
import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.ForeignObjects;
import io.lvsagent.agent.intent.HostChecks;
import io.lvsagent.agent.intent.Release;
import io.lvsagent.agent.ledger.Entry;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.route.Route;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares what services expect with what is there; reads only. */
public final class Verification {
  private final Ledger ledger;
  private final Map<String, Map<Key, Expectation>> desired = new LinkedHashMap<>();

  /** What services expect that shall be up. */
  private Map<Key, Expectation> merged = new LinkedHashMap<>();

  private final HostState observed;
  private final Map<Key, Expectation> considered;
  private final WireSeverity gravity;
  private final Release releases;

  private Verification(Kernel kernel, Ledger ledger, List<Service> services) {
    this.ledger = ledger;
    HostChecks host = new HostChecks(kernel, ledger);
    Set<Key> keys = new HashSet<>();
    for (Service service : services) {
      Map<Key, Expectation> its =
          Drains.respected(Desired.of(service.name(), host.demands(service)), ledger);
      desired.put(service.name(), its);
      keys.addAll(its.keySet());
      Started started = ledger.services().get(service.name());
      if (started == null || started.up()) {
        merged = ConfigConflicts.with(merged, service, its);
      }
    }
    ledger.entries().forEach((key, entry) -> addIfOpen(keys, key, entry));
    observed = Observation.of(kernel, keys);
    considered = ForeignObjects.considered(merged, ledger, observed);
    gravity = new WireSeverity(observed, merged.values());
    releases = Release.of(host, ledger, observed, merged, false);
  }

  private void addIfOpen(Set<Key> keys, Key key, Entry entry) {
    if (entry.held().isPresent() || !desired.keySet().containsAll(entry.needs().keySet())) {
      keys.add(key);
    }
  }

  /**
   * Views of these services and, if they are all of an origin, of those that the ledger has besides
   * them, and of what is left over.
   */
  public static List<ServiceStatus> of(
      Kernel kernel, Ledger ledger, List<Service> services, String origin, boolean all) {
    Verification verification = new Verification(kernel, ledger, services);
    List<ServiceStatus> views = new ArrayList<>();
    services.forEach(service -> views.add(verification.view(service)));
    if (all) {
      for (Started started : ledger.services().values()) {
        boolean gone = !started.up() && started.origin().equals(origin);
        if (!gone && !verification.desired.containsKey(started.name())) {
          views.add(
              started.origin().equals(origin)
                  ? verification.unconfigured(started)
                  : verification.promised(started));
        }
      }
    }
    verification.leftovers().ifPresent(views::add);
    return views;
  }

  /** A service of another origin: what it needs is known from the ledger alone. */
  private ServiceStatus promised(Started started) {
    List<Finding> findings = new ArrayList<>();
    ledger
        .entries()
        .forEach(
            (key, entry) -> {
              List<String> accepted = entry.needs().get(started.name());
              if (accepted != null && observed.knows(key)) {
                Value now = observed.at(key);
                findings.add(
                    new Finding(
                        key.kind().toString(),
                        key.name(),
                        accepted,
                        now.text(),
                        Desired.promised(key, started.name(), accepted).accepts(now),
                        Severity.BROKEN,
                        gravity.combined(key),
                        "it was started from " + started.origin()));
              }
            });
    boolean drift = findings.stream().anyMatch(finding -> !finding.ok());
    return new ServiceStatus(
        started.name(),
        started.profile(),
        started.role(),
        !started.up()
            ? ServiceStatus.State.STOPPED
            : drift ? ServiceStatus.State.DRIFT : ServiceStatus.State.UP,
        started.vips(),
        findings);
  }

  private ServiceStatus view(Service service) {
    String name = service.name();
    Started started = ledger.services().get(name);
    List<Finding> findings = new ArrayList<>();
    ServiceStatus.State state;
    if (started != null && !started.up()) {
      findings.addAll(stillThere(desired.getOrDefault(name, Map.of())));
      state = findings.isEmpty() ? ServiceStatus.State.STOPPED : ServiceStatus.State.LEFTOVERS;
    } else {
      findings.addAll(findings(name));
      boolean differs =
          findings.stream().anyMatch(f -> !f.ok() && f.severity() != Severity.COSMETIC);
      state = differs ? ServiceStatus.State.DRIFT : ServiceStatus.State.UP;
      if (started == null) {
        boolean vip = !stillThere(desired.getOrDefault(name, Map.of())).isEmpty();
        state = vip ? ServiceStatus.State.DRIFT : ServiceStatus.State.STOPPED;
        findings.add(
            0,
            Finding.ofService(
                name,
                "started",
                vip ? "up, but not started by lvs-agent" : "not started",
                "it is configured and was not started in this boot"));
      }
    }
    return new ServiceStatus(
        name,
        service.profile().name(),
        service.role().toString(),
        state,
        service.ranges().stream().map(Object::toString).toList(),
        findings);
  }

  private List<Finding> findings(String service) {
    List<Finding> findings = new ArrayList<>();
    considered.forEach(
        (key, expectation) -> {
          if (expectation.services().contains(service)) {
            Value now = observed.at(key);
            boolean ok = expectation.accepts(now);
            findings.add(
                new Finding(
                    key.kind().toString(),
                    key.name(),
                    expectation.accepted().stream().map(Value::text).toList(),
                    now.text(),
                    ok,
                    ok ? expectation.severity() : gravity.of(key, expectation),
                    gravity.combined(key),
                    expectation.why()));
          }
        });
    return findings;
  }

  /** VIPs of a stopped service that are local all the same, and on nobody else's account. */
  private List<Finding> stillThere(Map<Key, Expectation> its) {
    List<Finding> there = new ArrayList<>();
    its.forEach(
        (key, expectation) -> {
          Value now = observed.at(key);
          boolean vip =
              now instanceof AddressItem
                  || now instanceof RouteItem item && item.route().type() == Route.TYPE_LOCAL;
          if (vip && ledger.entry(key).needs().isEmpty()) {
            there.add(
                Finding.left(
                    key,
                    now.text(),
                    Severity.BROKEN,
                    "the service is stopped and its VIP is local"));
          }
        });
    return there;
  }

  private ServiceStatus unconfigured(Started started) {
    String why = "it is not in the config any more: start takes it away";
    return new ServiceStatus(
        started.name(),
        started.profile(),
        started.role(),
        started.up() ? ServiceStatus.State.DRIFT : ServiceStatus.State.STOPPED,
        started.vips(),
        started.up() ? List.of(Finding.ofService(started.name(), "absent", "up", why)) : List.of());
  }

  /** Values of ours that no service needs, and routes that carry our mark and are in no ledger. */
  private Optional<ServiceStatus> leftovers() {
    List<Finding> left = new ArrayList<>();
    releases
        .kept()
        .forEach((key, why) -> left.add(leftover(key, Severity.COSMETIC, "stays: " + why)));
    releases
        .going()
        .keySet()
        .forEach(
            key -> left.add(leftover(key, Severity.BROKEN, "ours, and no service needs it: stop")));
    for (RouteItem item : observed.all(RouteItem.class)) {
      Key key = item.key();
      boolean ours = item.route().protocol() == Route.PROTOCOL_OURS;
      if (ours && !merged.containsKey(key) && ledger.entry(key).held().isEmpty()) {
        left.add(leftover(key, Severity.BROKEN, "it carries our mark and no ledger knows it"));
      }
    }
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ServiceStatus(
                "(leftovers)", "", "", ServiceStatus.State.LEFTOVERS, List.of(), left));
  }

  private Finding leftover(Key key, Severity severity, String why) {
    String base = ledger.held(key).map(held -> held.original()).orElse("absent");
    Finding left = Finding.left(key, observed.at(key).text(), severity, why);
    return new Finding(
        left.kind(),
        left.key(),
        List.of(base),
        left.observed(),
        false,
        severity,
        Optional.empty(),
        why);
  }
}
