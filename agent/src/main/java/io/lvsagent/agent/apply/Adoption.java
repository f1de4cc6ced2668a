package io.lvsagent.agent.apply;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.HostChecks;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.plan.Effect;
import io.lvsagent.profiles.config.Service;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes over VIPs, routes, neighbours and tables that are on the host without an entry in the
 * ledger: a script added them, or lvs-agent did before its state folder was lost.
 */
public final class Adoption {
  private static final Set<Kind> OBJECTS =
      EnumSet.of(
          Kind.NEIGHBOUR,
          Kind.NFT_TABLE,
          Kind.IPVS_SERVICE,
          Kind.IPVS_SERVER,
          Kind.IPVS_DAEMON,
          Kind.ADDRESS,
          Kind.ROUTE);

  private final PreparedRun prepared;

  private Adoption(Kernel kernel, Ledger ledger, Service service) {
    RunRequest start = RunRequest.start(List.of(service), List.of(), Drains.KEPT);
    prepared = PreparedRun.of(new HostChecks(kernel, ledger), ledger, start, List.of());
  }

  /** Returns the VIPs of a service that are local although the ledger does not explain them. */
  public static List<Key> unexplained(Kernel kernel, Ledger ledger, Service service) {
    if (ledger.services().containsKey(service.name())) {
      return List.of();
    }
    List<Key> local = new ArrayList<>();
    new Adoption(kernel, ledger, service)
        .objects()
        .forEach(
            (key, now) -> {
              boolean explained =
                  ledger.held(key).isPresent() || !ledger.entry(key).needs().isEmpty();
              if (now.local().isPresent() && !explained) {
                local.add(key);
              }
            });
    return local;
  }

  /**
   * Returns the ledger with the service's objects as ours, so that the next stop removes them.
   * Kernel parameters are not taken over, because their original values are unknown; stop leaves
   * them.
   */
  public static Ledger adopt(Kernel kernel, Ledger ledger, Service service) {
    Adoption adoption = new Adoption(kernel, ledger, service);
    List<Effect> made = new ArrayList<>();
    adoption
        .objects()
        .forEach((key, now) -> made.add(new Effect(key, Absent.VALUE, List.of(), now)));
    return adoption
        .prepared
        .ledger()
        .recording(made)
        .settled(adoption.observed(), key -> List.of());
  }

  /** Returns a note on what adoptions have added to the ledger. */
  public static Note summary(Ledger before, Ledger after) {
    List<Key> taken = new ArrayList<>();
    after
        .entries()
        .forEach(
            (key, entry) -> {
              if (entry.held().isPresent() && before.held(key).isEmpty()) {
                taken.add(key);
              }
            });
    int more = taken.size() - 1;
    return new Note(
        "adopted",
        taken.isEmpty()
            ? "nothing to adopt: what is configured is absent, or is in the ledger already"
            : "adopted " + taken.get(0) + (more > 0 ? " and " + more + " more" : ""));
  }

  private Map<Key, Value> objects() {
    Map<Key, Value> objects = new LinkedHashMap<>();
    for (Key key : prepared.requested().keySet()) {
      Value now = observed().at(key);
      if (OBJECTS.contains(key.kind()) && !(now instanceof Absent)) {
        objects.put(key, now);
      }
    }
    return objects;
  }

  private HostState observed() {
    return prepared.plan().before();
  }
}
