package io.lvsagent.agent.verify;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Item;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.RouteItem;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.intent.Desired;
import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.HostChecks;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Entry;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.route.Route;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares what services expect with what is there; reads only. */
public final class Verification {
  private final Ledger ledger;
  private final Set<String> names = new HashSet<>();
  private final PreparedRun prepared;
  private final HostState observed;
  private final WireSeverity severity;

  private Verification(Kernel kernel, Ledger ledger, List<Service> services) {
    this.ledger = ledger;
    HostChecks host = new HostChecks(kernel, ledger);
    List<Service> up = new ArrayList<>();
    Set<Key> also = new HashSet<>();
    for (Service service : services) {
      names.add(service.name());
      Started started = ledger.services().get(service.name());
      if (started == null || started.up()) {
        up.add(service);
      } else {
        also.addAll(host.keys(service));
      }
    }
    for (Map.Entry<Key, Entry> known : ledger.entries().entrySet()) {
      if (!names.containsAll(known.getValue().needs().keySet())) {
        also.add(known.getKey());
      }
    }
    RunRequest start = RunRequest.start(up, List.of(), Drains.KEPT);
    prepared = PreparedRun.of(host, ledger, start, also);
    observed = prepared.plan().before();
    severity = new WireSeverity(observed, prepared.requested().values());
  }

  /**
   * Returns the state of services, and one more for leftovers, if there are any.
   *
   * @param all true to add the services that only the ledger has
   */
  public static List<ServiceStatus> of(
      Kernel kernel, Ledger ledger, List<Service> services, String origin, boolean all) {
    Verification verification = new Verification(kernel, ledger, services);
    List<ServiceStatus> statuses = new ArrayList<>();
    services.forEach(service -> statuses.add(verification.status(service)));
    if (all) {
      for (Started started : ledger.services().values()) {
        boolean gone = !started.up() && started.origin().equals(origin);
        if (!gone && !verification.names.contains(started.name())) {
          statuses.add(
              started.origin().equals(origin)
                  ? verification.unconfigured(started)
                  : verification.fromLedger(started));
        }
      }
    }
    verification.leftovers().ifPresent(statuses::add);
    return statuses;
  }

  /** Returns the state of a service of another origin, whose needs only the ledger knows. */
  private ServiceStatus fromLedger(Started started) {
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
                        Desired.ofNeed(key, started.name(), accepted).accepts(now),
                        Severity.BROKEN,
                        severity.combined(key),
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

  private ServiceStatus status(Service service) {
    String name = service.name();
    Started started = ledger.services().get(name);
    List<Finding> findings = new ArrayList<>();
    ServiceStatus.State state;
    if (started != null && !started.up()) {
      findings.addAll(vipsLeft(started));
      state = findings.isEmpty() ? ServiceStatus.State.STOPPED : ServiceStatus.State.LEFTOVERS;
    } else {
      findings.addAll(findings(name));
      boolean differs =
          findings.stream().anyMatch(f -> !f.ok() && f.severity() != Severity.COSMETIC);
      state = differs ? ServiceStatus.State.DRIFT : ServiceStatus.State.UP;
      if (started == null) {
        boolean vip = hasVipOf(name);
        state = vip ? ServiceStatus.State.DRIFT : ServiceStatus.State.STOPPED;
        findings.add(
            0,
            Finding.ofService(
                name,
                "started",
                vip ? "up, but not started by lvs-agent" : "not started",
                "it was not started since the host booted: run lvs-agent start"));
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
    prepared
        .desired()
        .forEach(
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
                        ok ? expectation.severity() : severity.of(key, expectation),
                        severity.combined(key),
                        expectation.why()));
              }
            });
    return findings;
  }

  /** Finds VIPs of a stopped service that are still local and that no other service needs. */
  private List<Finding> vipsLeft(Started stopped) {
    List<Finding> left = new ArrayList<>();
    for (Item item : prepared.release().vipsLeft()) {
      if (stopped.vips().contains(Started.vip(item.local().orElseThrow()))) {
        String why = "the service is stopped, but its VIP is still local";
        left.add(Finding.left(item.key(), Absent.TEXT, item.text(), Severity.BROKEN, why));
      }
    }
    return left;
  }

  /** Returns true if a VIP of a service is local although the ledger does not explain it. */
  private boolean hasVipOf(String service) {
    for (Map.Entry<Key, Expectation> want : prepared.requested().entrySet()) {
      Key key = want.getKey();
      if (want.getValue().services().contains(service)
          && observed.at(key).local().isPresent()
          && ledger.entry(key).needs().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private ServiceStatus unconfigured(Started started) {
    String why = "it is not in the config any more: lvs-agent start removes it";
    return new ServiceStatus(
        started.name(),
        started.profile(),
        started.role(),
        started.up() ? ServiceStatus.State.DRIFT : ServiceStatus.State.STOPPED,
        started.vips(),
        started.up() ? List.of(Finding.ofService(started.name(), "absent", "up", why)) : List.of());
  }

  /**
   * Finds values of ours that no service needs, and routes with our protocol number that no ledger
   * has.
   */
  private Optional<ServiceStatus> leftovers() {
    List<Finding> left = new ArrayList<>();
    prepared
        .release()
        .kept()
        .forEach((key, why) -> left.add(leftover(key, Severity.COSMETIC, "stays: " + why)));
    prepared
        .release()
        .released()
        .keySet()
        .forEach(
            key ->
                left.add(
                    leftover(
                        key, Severity.BROKEN, "it is ours, and no service needs it any more")));
    for (RouteItem item : observed.all(RouteItem.class)) {
      Key key = item.key();
      boolean ours = item.route().protocol() == Route.PROTOCOL_OURS;
      if (ours && !prepared.requested().containsKey(key) && ledger.entry(key).held().isEmpty()) {
        left.add(
            leftover(
                key, Severity.BROKEN, "it is marked as ours, but the ledger does not have it"));
      }
    }
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ServiceStatus(
                "(leftovers)", "", "", ServiceStatus.State.LEFTOVERS, List.of(), left));
  }

  private Finding leftover(Key key, Severity severity, String why) {
    String original =
        ledger
            .held(key)
            .map(held -> key.kind().parse(key.name(), held.original()).text())
            .orElse(Absent.TEXT);
    return Finding.left(key, original, observed.at(key).text(), severity, why);
  }
}
