package io.lvsagent.agent.apply;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.intent.Bystanders;
import io.lvsagent.agent.intent.HostChecks;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.agent.plan.Plan;
import io.lvsagent.iface.Ip;
import io.lvsagent.profiles.model.Severity;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Applies the changes of a plan in order, with a proof before each step that could leak. */
public final class Applier {
  private final Kernel kernel;
  private final List<Ip> stillLocal = new ArrayList<>();
  private final Map<Key, Expectation> acquired;
  private final BitSet done = new BitSet();
  private final BitSet withheld = new BitSet();

  /**
   * @param acquired the expectations of this run; the ARP parameters among them must hold before an
   *     address is added
   */
  Applier(Kernel kernel, Map<Key, Expectation> acquired) {
    this.kernel = kernel;
    this.acquired = acquired;
  }

  /**
   * Plans a request and checks that it is possible, as far as that can be known without changing
   * the host.
   *
   * <p>Throws what {@link PreparedRun#of} and {@link HostChecks#requirePossible} throw, and
   * NetlinkException or SysctlException if the kernel would refuse a change.
   */
  public static PreparedRun prepare(Kernel kernel, Ledger ledger, RunRequest request) {
    HostChecks host = new HostChecks(kernel, ledger);
    PreparedRun prepared = PreparedRun.of(host, ledger, request, List.of());
    requirePossible(kernel, host, prepared, request);
    return prepared;
  }

  /** Makes the checks of {@link #prepare} for what is planned already. */
  static void requirePossible(
      Kernel kernel, HostChecks host, PreparedRun prepared, RunRequest request) {
    host.requirePossible(prepared, request);
    for (List<Change> group : groups(prepared.plan().acquire())) {
      kind(group).tryOut(kernel, group);
    }
  }

  /**
   * Throws NetlinkException, SysctlException or HostRequirementException if the host would refuse a
   * change that the run is about to make. Nothing has been changed then, except that the kernel may
   * have loaded a module.
   */
  static void requireReady(Kernel kernel, Plan plan) {
    for (List<Change> half : List.of(plan.release(), plan.acquire())) {
      for (List<Change> group : groups(half)) {
        kind(group).requireReady(kernel, group);
      }
    }
  }

  /** Returns the indexes in {@link Plan#changes} of the changes that were made. */
  BitSet done() {
    return done;
  }

  /** Returns the indexes of the changes that were left out, because an address is still local. */
  BitSet withheld() {
    return withheld;
  }

  /**
   * Throws NetlinkException or SysctlException at the first change that is refused, and
   * ProofException if a parameter does not hold before an address is added. Where an address is
   * still local after its removal, the ARP parameters that keep it quiet are withheld.
   */
  void apply(Plan plan) {
    boolean asked = false;
    int at = 0;
    for (List<Change> group : groups(plan.release())) {
      if (!asked && kind(group).compareTo(Kind.ADDRESS) < 0) {
        findStillLocal(plan);
        asked = true;
      }
      if (!stillLocal.isEmpty() && Bystanders.isArp(group.get(0).key())) {
        withheld.set(at);
        at++;
      } else {
        at = take(group, at);
      }
    }
    if (!asked) {
      findStillLocal(plan);
    }
    boolean proved = false;
    for (List<Change> group : groups(plan.acquire())) {
      if (!proved && kind(group).compareTo(Kind.SYSCTL) > 0) {
        proveQuiet();
        proved = true;
      }
      at = take(group, at);
    }
  }

  /** Applies a group that begins at an index, and returns the index of the next one. */
  private int take(List<Change> group, int at) {
    kind(group).apply(kernel, group, i -> done.set(at + i));
    return at + group.size();
  }

  private static Kind kind(List<Change> group) {
    return group.get(0).key().kind();
  }

  /**
   * Splits changes into runs of one kind; a kind that is not applied in batches goes one by one.
   */
  private static List<List<Change>> groups(List<Change> changes) {
    List<List<Change>> groups = new ArrayList<>();
    for (int from = 0, to; from < changes.size(); from = to) {
      to = from + 1;
      Kind kind = changes.get(from).key().kind();
      while (kind.batches() && to < changes.size() && changes.get(to).key().kind() == kind) {
        to++;
      }
      groups.add(changes.subList(from, to));
    }
    return groups;
  }

  /** Returns the addresses that are still local although the plan has removed them. */
  List<Ip> stillLocal() {
    return stillLocal;
  }

  private void findStillLocal(Plan plan) {
    Set<Key> removed = new HashSet<>();
    Set<Ip> gone = new LinkedHashSet<>();
    for (Change change : plan.release()) {
      if (change.after() instanceof Absent && change.before().local().isPresent()) {
        removed.add(change.key());
        gone.add(change.before().local().get().ip());
      }
    }
    if (gone.isEmpty()) {
      return;
    }
    for (AddressItem item : plan.before().all(AddressItem.class)) {
      if (!removed.contains(item.key())) {
        gone.remove(item.address().ip());
      }
    }
    for (Ip ip : gone) {
      if (kernel.rtnetlink().isLocal(ip)) {
        stillLocal.add(ip);
      }
    }
  }

  private void proveQuiet() {
    Map<Key, Expectation> guards = new LinkedHashMap<>();
    acquired.forEach(
        (key, want) -> {
          boolean leaks = key.kind() == Kind.SYSCTL && want.severity() == Severity.LEAK;
          if (leaks && !want.checkOnly()) {
            guards.put(key, want);
          }
        });
    HostState now = new HostState(List.of());
    Kind.SYSCTL.observe(kernel, guards.keySet(), now);
    guards.forEach(
        (key, expectation) -> {
          Value there = now.at(key);
          if (!expectation.accepts(there) && !wentWithItsDevice(key, there)) {
            throw new ProofException(
                key + " is " + there.text() + " after it was written: no address is added");
          }
        });
  }

  /** A device that went in the middle of a run, such as that of a container, hears no ARP. */
  private boolean wentWithItsDevice(Key key, Value there) {
    return there instanceof Absent
        && key.device()
            .filter(
                name -> kernel.rtnetlink().links().stream().noneMatch(l -> l.name().equals(name)))
            .isPresent();
  }
}
