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
 * VIPs, routes, neighbours and tables that stand there without a ledger that says why: put there by
 * a script, or by us before the state folder was lost.
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

  /** VIPs of the service that are local while no ledger says why. */
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
   * The ledger that takes them for ours: they go with the next stop. Kernel parameters are not
   * taken over, for nobody knows what stood there before: stop leaves them.
   */
  public static Ledger adopt(Kernel kernel, Ledger ledger, Service service) {
    Adoption adoption = new Adoption(kernel, ledger, service);
    List<Effect> as = new ArrayList<>();
    adoption.objects().forEach((key, now) -> as.add(new Effect(key, Absent.VALUE, List.of(), now)));
    return adoption.prepared.ledger().recording(as).settled(adoption.observed(), key -> List.of());
  }

  /** What is in the ledger after adoptions, and was not before. */
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
            ? "nothing to adopt: of what is configured nothing stands there, or it is ours"
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
