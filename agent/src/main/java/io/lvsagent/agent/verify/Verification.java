package io.lvsagent.agent.verify;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Item;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.PathItem;
import io.lvsagent.agent.host.RouteItem;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.intent.Desired;
import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.HostChecks;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.intent.VipsLeft;
import io.lvsagent.agent.ledger.Entry;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.agent.verify.ServiceStatus.State;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.route.Address;
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
  /** One prefix that covers thousands of VIPs is one fault. */
  private static final int MOST_COVERED = 10;

  private final Ledger ledger;
  private final RunRequest request;
  private final Set<String> names = new HashSet<>();
  private final HostChecks host;
  private final PreparedRun prepared;
  private final HostState observed;
  private final WireSeverity severity;
  private final Surroundings surroundings;

  /** Looks at the host; {@code left} as in {@link RunRequest}. */
  public Verification(Kernel kernel, Ledger ledger, List<Service> services, Set<Key> left) {
    this.ledger = ledger;
    host = new HostChecks(kernel, ledger);
    List<Service> up = new ArrayList<>();
    Set<Key> also = new HashSet<>();
    for (Service service : services) {
      names.add(service.name());
      Started started = ledger.services().get(service.name());
      if (started == null || started.up() && !started.takenBack()) {
        up.add(service);
      } else {
        also.addAll(host.keys(service));
        also.addAll(WireSeverity.keysOfLeft(kernel.rtnetlink().links()));
      }
    }
    for (Started started : ledger.services().values()) {
      if (!started.up() && !names.contains(started.name())) {
        also.addAll(WireSeverity.keysOfLeft(kernel.rtnetlink().links()));
      }
    }
    for (Map.Entry<Key, Entry> known : ledger.entries().entrySet()) {
      if (!names.containsAll(known.getValue().needs().keySet())) {
        also.add(known.getKey());
      }
    }
    request = RunRequest.start(up, List.of(), Drains.KEPT).leaving(left);
    prepared = PreparedRun.of(host, ledger, request, also);
    observed = prepared.observed();
    severity = new WireSeverity(observed, kernel, prepared.requested().values());
    surroundings = new Surroundings(kernel, ledger, prepared);
  }

  /**
   * Returns the state of services, and one more for leftovers, if there are any.
   *
   * @param all true to add the services that only the ledger has
   */
  public static List<ServiceStatus> of(
      Kernel kernel, Ledger ledger, List<Service> services, String origin, boolean all) {
    return new Verification(kernel, ledger, services, Set.of()).statuses(services, origin, all);
  }

  /** Returns the same of these services, with which it was made. */
  public List<ServiceStatus> statuses(List<Service> services, String origin, boolean all) {
    List<ServiceStatus> statuses = new ArrayList<>();
    services.forEach(service -> statuses.add(status(service)));
    if (all) {
      for (Started started : ledger.services().values()) {
        boolean isConfigured = names.contains(started.name());
        if (!isConfigured && !started.origin().equals(origin)) {
          statuses.add(fromLedger(started));
        } else if (!isConfigured && started.up()) {
          statuses.add(unconfigured(started));
        }
      }
    }
    leftovers().ifPresent(statuses::add);
    return statuses;
  }

  public PreparedRun prepared() {
    return prepared;
  }

  /** Returns the request that is planned. */
  public RunRequest request() {
    return request;
  }

  /** Returns the state of a service whose needs only the ledger knows. */
  public ServiceStatus fromLedger(Started started) {
    if (!started.up()) {
      return stopped(started);
    }
    String name = started.name();
    String why = "it was started from " + started.origin();
    Set<String> vips = Set.copyOf(started.vips());
    List<Finding> findings = new ArrayList<>();
    for (Key key : ledger.keys()) {
      List<String> accepted = ledger.entry(key).needs().get(name);
      if (accepted != null && observed.knows(key)) {
        boolean ok = Desired.ofNeed(key, name, accepted).accepts(observed.at(key));
        boolean matters =
            !isRouteToVip(key, vips)
                && !(key.kind() == Kind.PATH && PathItem.of(key).way().possible());
        Severity rated = matters ? Severity.BROKEN : Severity.COSMETIC;
        findings.add(finding(key, accepted, ok, rated, why));
      }
    }
    return ServiceStatus.of(started, up(findings), withTakenBack(started, findings));
  }

  private ServiceStatus stopped(Started started) {
    List<Finding> left = vipsLeft(started);
    State state = left.isEmpty() ? State.STOPPED : State.LEFTOVERS;
    return ServiceStatus.of(started, state, withTakenBack(started, left));
  }

  private static List<Finding> withTakenBack(Started started, List<Finding> findings) {
    if (started.takenBack()) {
      String why = "a start was not confirmed: lvs-agent start makes what the config has now";
      findings.add(0, ofService(started.name(), "as in the config", "taken back", why));
    }
    return findings;
  }

  /** Returns true for the route in the main table to a VIP, which is local without it. */
  private static boolean isRouteToVip(Key key, Set<String> vips) {
    String name = key.name();
    return key.kind() == Kind.ROUTE
        && name.startsWith("main ")
        && name.endsWith("/32")
        && vips.contains(name.substring("main ".length(), name.length() - "/32".length()));
  }

  private static State up(List<Finding> findings) {
    return findings.stream().anyMatch(f -> f.differs(false)) ? State.DRIFT : State.UP;
  }

  private Finding finding(Key key, List<String> accepted, boolean ok, Severity rated, String why) {
    String kind = key.kind().toString();
    Value now = observed.at(key);
    boolean repairable = !key.kind().isOnlyChecked();
    String text = now.text();
    Optional<Integer> combined = severity.combined(key);
    Finding finding =
        new Finding(kind, key.name(), accepted, text, ok, rated, combined, why, repairable);
    return now instanceof PathItem path && path.cause().isPresent()
        ? finding.because(Finding.Cause.of(path.cause().get()))
        : finding;
  }

  private ServiceStatus status(Service service) {
    String name = service.name();
    Started started = ledger.services().get(name);
    List<Finding> findings;
    State state;
    if (started != null && (!started.up() || started.takenBack())) {
      ServiceStatus known = fromLedger(started);
      findings = known.findings();
      state = known.state();
    } else if (started != null) {
      findings = findings(name, true);
      findings.addAll(surroundings.of(service));
      state = up(findings);
    } else {
      boolean there = new Presence(host, ledger, prepared).isThere(service);
      findings = findings(name, there);
      state = there ? State.DRIFT : State.STOPPED;
      String why = "it was not started since the host booted: run lvs-agent start";
      String now = there ? "up, but not started by lvs-agent" : "not started";
      findings.add(0, ofService(name, "started", now, why));
    }
    String profile = service.profile().name();
    String role = service.role().toString();
    List<String> vips = service.ranges().stream().map(Object::toString).toList();
    return new ServiceStatus(name, profile, role, state, vips, findings);
  }

  private static Finding ofService(String name, String expected, String now, String why) {
    List<String> accepted = List.of(expected);
    return new Finding(
        "service", name, accepted, now, false, Severity.BROKEN, Optional.empty(), why, true);
  }

  /** Returns the findings of a service; what would leak its VIP does no such thing without one. */
  private List<Finding> findings(String service, boolean hasVip) {
    List<Finding> findings = new ArrayList<>();
    for (Map.Entry<Key, Expectation> entry : prepared.desired().entrySet()) {
      Key key = entry.getKey();
      Expectation want = entry.getValue();
      if (want.services().contains(service)) {
        List<String> accepted = want.accepted().stream().map(Value::text).toList();
        boolean ok = want.accepts(observed.at(key));
        Severity rated = ok ? want.severity() : severity.of(key, want);
        rated = rated == Severity.LEAK && !ok && !hasVip ? Severity.BROKEN : rated;
        findings.add(finding(key, accepted, ok, rated, want.why()));
      }
    }
    return findings;
  }

  /** Finds VIPs of a stopped service that are still local and that no other service needs. */
  private List<Finding> vipsLeft(Started stopped) {
    List<Finding> left = new ArrayList<>();
    for (Item item : prepared.release().vipsLeft()) {
      IpPrefix vip = item.local().orElseThrow();
      if (stopped.vips().contains(Started.vip(vip))) {
        String why = "the service is stopped, but its VIP is still local";
        Severity rated = severity.ofLeft(vip.ip(), address(item));
        left.add(left(item.key(), Absent.TEXT, item.text(), rated, why));
      }
    }
    if (stopped.holder().isEmpty()) {
      VipsLeft.covered(stopped.vips(), observed, host::isLocal)
          .limit(MOST_COVERED)
          .forEach(vip -> left.add(covered(vip)));
    }
    left.addAll(surroundings.of(stopped));
    return left;
  }

  private Finding covered(String vip) {
    Severity rated = severity.ofLeft(IpPrefix.parse(vip).ip(), Optional.empty());
    String why = "the service is stopped, but another address, route or rule makes its VIP local";
    return Finding.differing("vip", vip, Absent.TEXT, "local", rated, why);
  }

  private static Optional<Address> address(Item item) {
    return item instanceof AddressItem held ? Optional.of(held.address()) : Optional.empty();
  }

  private static ServiceStatus unconfigured(Started started) {
    String why = "it is not in the config any more: lvs-agent start removes it";
    Finding up = ofService(started.name(), "absent", "up", why);
    return ServiceStatus.of(started, State.DRIFT, List.of(up));
  }

  /**
   * Finds values of ours that no service needs, and routes with our protocol number that no ledger
   * has.
   */
  private Optional<ServiceStatus> leftovers() {
    List<Finding> left = new ArrayList<>();
    Map<Key, String> kept = prepared.release().kept();
    for (Key key : kept.keySet()) {
      left.add(leftover(key, Severity.COSMETIC, "stays: " + kept.get(key)));
    }
    for (Key key : prepared.release().released().keySet()) {
      left.add(leftover(key, Severity.BROKEN, "it is ours, and no service needs it any more"));
    }
    for (RouteItem item : observed.all(RouteItem.class)) {
      Key key = item.key();
      boolean ours = item.route().protocol() == Route.PROTOCOL_OURS;
      if (ours && !prepared.requested().containsKey(key) && ledger.entry(key).held().isEmpty()) {
        String why = "it is marked as ours, but the ledger does not have it";
        left.add(leftover(key, Severity.BROKEN, why));
      }
    }
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ServiceStatus(ServiceStatus.LEFT, "", "", State.LEFTOVERS, List.of(), left));
  }

  private Finding leftover(Key key, Severity severity, String why) {
    String original =
        ledger.held(key).map(held -> key.parse(held.original()).text()).orElse(Absent.TEXT);
    return left(key, original, observed.at(key).text(), severity, why);
  }

  private static Finding left(Key key, String expected, String now, Severity severity, String why) {
    return Finding.differing(key.kind().toString(), key.name(), expected, now, severity, why);
  }
}
