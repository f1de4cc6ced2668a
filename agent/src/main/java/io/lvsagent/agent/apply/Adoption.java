package io.lvsagent.agent.apply;

import static io.lvsagent.agent.host.Kind.ADDRESS;
import static io.lvsagent.agent.host.Kind.IPVS_DAEMON;
import static io.lvsagent.agent.host.Kind.IPVS_SERVER;
import static io.lvsagent.agent.host.Kind.IPVS_SERVICE;
import static io.lvsagent.agent.host.Kind.NEIGHBOUR;
import static io.lvsagent.agent.host.Kind.NFT_TABLE;
import static io.lvsagent.agent.host.Kind.ROUTE;
import static io.lvsagent.agent.host.Kind.SYSCTL;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.Observation;
import io.lvsagent.agent.host.RouteItem;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.HostChecks;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Entry;
import io.lvsagent.agent.ledger.HeldValue;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.plan.Effect;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.route.Route;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.config.Service;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes over VIPs, routes, neighbours and tables that are on the host without an entry in the
 * ledger: a script added them, or lvs-agent did before its state folder was lost.
 */
public final class Adoption {
  private static final Set<Kind> OBJECTS =
      EnumSet.of(NEIGHBOUR, NFT_TABLE, IPVS_SERVICE, IPVS_SERVER, IPVS_DAEMON, ADDRESS, ROUTE);

  private Adoption() {}

  private static PreparedRun prepared(Kernel kernel, Ledger ledger, Service service) {
    RunRequest start = RunRequest.start(List.of(service), List.of(), Drains.KEPT);
    return PreparedRun.of(new HostChecks(kernel, ledger), ledger, start, List.of());
  }

  /**
   * Returns the VIPs of a service that are there as it would make them, although the ledger does
   * not explain them; none if the host lacks what the service needs.
   */
  public static List<Key> unexplained(Kernel kernel, Ledger ledger, Service service) {
    PreparedRun prepared;
    try {
      prepared = prepared(kernel, ledger, service);
    } catch (HostRequirementException e) {
      return List.of();
    }
    List<Key> local = new ArrayList<>();
    for (Key key : objects(prepared)) {
      boolean explained = ledger.held(key).isPresent() || !ledger.entry(key).needs().isEmpty();
      if (!explained && prepared.observed().at(key).local().isPresent()) {
        local.add(key);
      }
    }
    return local;
  }

  /**
   * Returns the VIPs of a service that the kernel takes for local in any form, such as with another
   * prefix or by a route, except those of services that are up.
   */
  public static List<Ip> local(Kernel kernel, Ledger ledger, Service service) {
    return local(kernel, ledger, service.vips());
  }

  /** The same for VIPs of any services. */
  public static List<Ip> local(Kernel kernel, Ledger ledger, Collection<IpPrefix> vips) {
    List<IpPrefix> explained = new ArrayList<>();
    for (Started started : ledger.services().values()) {
      if (started.up()) {
        started.vips().forEach(vip -> explained.add(IpPrefix.parse(vip)));
      }
    }
    List<Ip> local = new ArrayList<>();
    for (IpPrefix vip : vips) {
      Ip ip = vip.ip();
      if (explained.stream().noneMatch(prefix -> prefix.contains(ip))
          && kernel.rtnetlink().isLocal(ip)) {
        local.add(ip);
      }
    }
    return local;
  }

  /**
   * Returns the ledger with the service's objects as ours, so that the next stop removes them; a
   * service of which nothing is there is not started by this. Kernel parameters are not taken over,
   * because their original values are unknown; stop leaves them.
   */
  public static Ledger adopt(Kernel kernel, Ledger ledger, Service service) {
    PreparedRun prepared = prepared(kernel, ledger, service);
    HostState observed = prepared.observed();
    List<Effect> made = new ArrayList<>();
    for (Key key : objects(prepared)) {
      made.add(new Effect(key, Absent.VALUE, List.of(), observed.at(key)));
    }
    return made.isEmpty() && !ledger.isUp(service.name())
        ? ledger
        : prepared.ledger().recording(made).settled(observed, key -> List.of());
  }

  /**
   * Returns the ledger with the VIPs of services that are up as ours, and with routes of ours that
   * it has lost, so that stop removes them. Needs no config.
   */
  public static Ledger claim(Kernel kernel, Ledger ledger, Collection<String> services) {
    List<Key> needed = new ArrayList<>();
    for (Map.Entry<Key, Entry> entry : ledger.entries().entrySet()) {
      Kind kind = entry.getKey().kind();
      if ((kind == ADDRESS || kind == ROUTE)
          && entry.getValue().held().isEmpty()
          && !Collections.disjoint(entry.getValue().needs().keySet(), services)) {
        needed.add(entry.getKey());
      }
    }
    HostState observed = Observation.of(kernel, needed);
    Map<Key, HeldValue> claimed = new LinkedHashMap<>();
    for (Key key : needed) {
      Value now = observed.at(key);
      boolean marked =
          now instanceof RouteItem item && item.route().protocol() == Route.PROTOCOL_OURS;
      if (now.local().isPresent() || marked) {
        claimed.put(key, new HeldValue(Absent.TEXT, now.recorded(), List.of()));
      }
    }
    return ledger.holding(claimed);
  }

  /** Returns the VIPs that a service holds by an address or a route, or held before its stop. */
  public static List<IpPrefix> vips(Ledger ledger, String service) {
    Started started = ledger.services().get(service);
    if (started != null && !started.up()) {
      return started.vips().stream().map(IpPrefix::parse).toList();
    }
    List<IpPrefix> vips = new ArrayList<>();
    for (Map.Entry<Key, Entry> entry : ledger.entries().entrySet()) {
      List<String> accepted = entry.getValue().needs().get(service);
      if (accepted != null && entry.getKey().kind().compareTo(ADDRESS) >= 0) {
        entry.getKey().parse(accepted.get(0)).local().ifPresent(vips::add);
      }
    }
    return vips;
  }

  /** Returns a note on the parameters that a stop after the adoption will leave as they are. */
  public static List<Note> staying(Kernel kernel, Ledger ledger, List<Service> services) {
    Set<Key> staying = new LinkedHashSet<>();
    for (Service service : services) {
      if (ledger.isUp(service.name())) {
        PreparedRun prepared = prepared(kernel, ledger, service);
        prepared
            .requested()
            .forEach(
                (key, want) -> {
                  if (key.kind() == SYSCTL && isLeft(key, want, prepared.observed(), ledger)) {
                    staying.add(key);
                  }
                });
      }
    }
    String text = "stop will leave these parameters, whose values were there before lvs-agent: ";
    return staying.isEmpty()
        ? List.of()
        : List.of(new Note("parameters-stay", text + Note.listOf(staying)));
  }

  /** Parameters of which a service takes both 0 and 1 do not matter to it. */
  private static boolean isLeft(Key key, Expectation want, HostState observed, Ledger ledger) {
    boolean any = want.accepts(key.parse("0")) && want.accepts(key.parse("1"));
    return !any
        && !want.checkOnly()
        && want.accepts(observed.at(key))
        && ledger.held(key).isEmpty();
  }

  /** Returns a note on what adoptions have added to the ledger. */
  public static Note summary(Ledger before, Ledger after) {
    List<Key> taken = new ArrayList<>();
    for (Key key : after.keys()) {
      if (after.held(key).isPresent() && before.held(key).isEmpty()) {
        taken.add(key);
      }
    }
    return new Note(
        "adopted",
        taken.isEmpty()
            ? "nothing to adopt: what is configured is absent, or is in the ledger already"
            : "adopted " + Note.firstOf(taken));
  }

  private static List<Key> objects(PreparedRun prepared) {
    List<Key> objects = new ArrayList<>();
    for (Key key : prepared.requested().keySet()) {
      if (OBJECTS.contains(key.kind()) && !(prepared.observed().at(key) instanceof Absent)) {
        objects.add(key);
      }
    }
    return objects;
  }
}
