package io.lvsagent.agent.apply;

import io.lvsagent.agent.apply.RunResult.Step;
import io.lvsagent.agent.apply.RunResult.StepResult;
import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.Observation;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.intent.Bystanders;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Entry;
import io.lvsagent.agent.ledger.HeldValue;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerException;
import io.lvsagent.agent.ledger.LedgerStore;
import io.lvsagent.agent.plan.Effect;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.agent.plan.Intent;
import io.lvsagent.agent.plan.Plan;
import io.lvsagent.agent.plan.Planner;
import io.lvsagent.agent.plan.Unmet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Brings the host to what a request asks for: announces the plan in the ledger, applies it, looks
 * again, and applies once more if something answered back; a refused step undoes those before it.
 */
public final class Reconciler {
  /** One to act, one for what answers back, one more for a device that had to be made first. */
  private static final int ROUNDS = 3;

  private final Kernel kernel;
  private final LedgerStore store;
  private final Ledger before;
  private final List<Step> taken = new ArrayList<>();
  private final Set<Note> notes = new LinkedHashSet<>();

  /** Plans of which steps were, or may have been, taken. */
  private final List<Plan> begun = new ArrayList<>();

  /** Devices that a module has made, or keeps, whatever we said. */
  private final Set<Key> modules = new LinkedHashSet<>();

  private Reconciler(Kernel kernel, LedgerStore store, Ledger before) {
    this.kernel = kernel;
    this.store = store;
    this.before = before;
  }

  /** The ledger as it is now: interrupted runs judged, renamed devices followed. */
  public static Ledger current(Kernel kernel, Ledger ledger) {
    Ledger following = ledger.following(kernel.rtnetlink().links());
    List<Key> open = following.unsettled();
    if (open.isEmpty()) {
      return following;
    }
    HostState now = Observation.of(kernel, open);
    Ledger settled = following.settled(now, key -> Bystanders.ids(key, now, following));
    // that a link was needed is no sign that it was up where a run died before it made it so
    open.removeIf(key -> key.kind() != Kind.LINK || settled.held(key).isPresent());
    return settled.unneeded(open);
  }

  /**
   * Throws what {@link Applier#prepare} throws, nothing touched; everything later is in the
   * outcome.
   *
   * @param inTurn a step that one of them is refused undoes those before it, too
   */
  public static RunResult run(
      Kernel kernel, LedgerStore store, Ledger ledger, List<RunRequest> inTurn) {
    return run(kernel, store, ledger, Applier.prepare(kernel, ledger, inTurn.get(0)), inTurn);
  }

  /** The same where the first of them is thought through already. */
  static RunResult run(
      Kernel kernel, LedgerStore store, Ledger ledger, PreparedRun first, List<RunRequest> inTurn) {
    return new Reconciler(kernel, store, ledger).run(first, inTurn);
  }

  private RunResult run(PreparedRun first, List<RunRequest> inTurn) {
    PreparedRun prepared = first;
    try {
      prepared = converge(first, inTurn.get(0));
      for (RunRequest next : inTurn.subList(1, inTurn.size())) {
        prepared = converge(Applier.prepare(kernel, prepared.ledger(), next), next);
      }
    } catch (RuntimeException refused) {
      return failed(refused);
    }
    Optional<RuntimeException> unwritten = write(prepared.ledger());
    for (Key key : prepared.release().kept().keySet()) {
      taken.add(kept(prepared, key));
    }
    return new RunResult(
        taken, left(prepared), List.copyOf(notes), unwritten, Optional.empty(), prepared.ledger());
  }

  private PreparedRun converge(PreparedRun first, RunRequest request) {
    notes.addAll(first.notes());
    PreparedRun prepared = first;
    for (int round = 0; round < ROUNDS && !prepared.plan().isEmpty(); round++) {
      Ledger recorded = step(prepared, devicesFirst(prepared));
      prepared = prepared.again(kernel, recorded, request);
    }
    return prepared;
  }

  /** A new device's parameters are known when it has settled: the rest is planned after that. */
  private static Plan devicesFirst(PreparedRun prepared) {
    Map<Key, Expectation> devices = new LinkedHashMap<>();
    for (Change change : prepared.plan().acquire()) {
      if (change.key().kind().comesFirst()) {
        devices.put(change.key(), prepared.desired().get(change.key()));
      }
    }
    return devices.isEmpty()
        ? prepared.plan()
        : Planner.plan(new Intent(Map.of(), devices), prepared.plan().before());
  }

  /**
   * What shall be ours, and go back with the services. A link that was up when its service started
   * is not, though somebody took it down since: a stop that took down lo would take more than that.
   */
  private List<Effect> taking(Plan plan) {
    Set<Key> mended = new HashSet<>();
    for (Effect effect : plan.effects()) {
      Key key = effect.key();
      Entry known = before.entry(key);
      if (key.kind() == Kind.LINK && known.held().isEmpty() && !known.needs().isEmpty()) {
        mended.add(key);
        mended.addAll(key.kind().sideEffectKeys(key, plan.before()));
      }
    }
    return mended.isEmpty()
        ? plan.effects()
        : plan.effects().stream().filter(effect -> !mended.contains(effect.key())).toList();
  }

  /**
   * Records the plan and applies a part of it; returns the recorded ledger. The whole plan is
   * recorded even if only a part is applied: what a service needs and no change explains counts as
   * having been there before.
   */
  private Ledger step(PreparedRun prepared, Plan plan) {
    Ledger recorded = prepared.ledger().recording(taking(prepared.plan()));
    Applier applier = new Applier(kernel, prepared.release().gone(), prepared.desired());
    List<Change> changes = plan.changes();
    BitSet done = applier.done();
    try {
      store.write(recorded);
      begun.add(plan);
      applier.apply(plan);
      leaveToModules(changes, done);
      return recorded.forgetting(modules);
    } finally {
      int failed = done.nextClearBit(0);
      for (int i = 0; i < changes.size(); i++) {
        StepResult result = i == failed ? StepResult.FAILED : StepResult.PLANNED;
        taken.add(new Step(changes.get(i), done.get(i) ? StepResult.DONE : result));
      }
    }
  }

  /** What was not refused, and not done by us either. */
  private void leaveToModules(List<Change> changes, BitSet done) {
    for (int i = done.nextClearBit(0); i < changes.size(); i = done.nextClearBit(i)) {
      Key key = changes.get(i).key();
      modules.add(key);
      done.set(i);
      if (changes.get(i).after() instanceof Absent) {
        notes.add(new Note("module-device", key + " stays: its module keeps it"));
      }
    }
  }

  /** Where changes were announced, the next run finds out what came of them: no reason to undo. */
  private Optional<RuntimeException> write(Ledger ledger) {
    try {
      store.write(ledger);
    } catch (LedgerException e) {
      if (begun.isEmpty()) {
        return Optional.of(e);
      }
      notes.add(new Note("ledger-unsettled", e.getMessage() + "; the next run settles it"));
    }
    return Optional.empty();
  }

  private static Step kept(PreparedRun prepared, Key key) {
    Value now = prepared.plan().before().at(key);
    String base = prepared.ledger().held(key).map(HeldValue::original).orElse(Absent.TEXT);
    return new Step(new Change(key, now, key.kind().parse(key.name(), base)), StepResult.KEPT);
  }

  /** What the plan could not meet, and what it would have to change once more. */
  private static List<Unmet> left(PreparedRun prepared) {
    List<Unmet> left = new ArrayList<>(prepared.plan().unmet());
    for (Change change : prepared.plan().release()) {
      left.add(new Unmet(change.key(), change.before(), Expectation.putBack(change.after())));
    }
    for (Change change : prepared.plan().acquire()) {
      Expectation want = Objects.requireNonNull(prepared.desired().get(change.key()));
      left.add(new Unmet(change.key(), change.before(), want));
    }
    return left;
  }

  private RunResult failed(RuntimeException refused) {
    taken.replaceAll(
        step ->
            step.result() == StepResult.DONE
                    && step.change().isReversible()
                    && !modules.contains(step.change().key())
                ? new Step(step.change(), StepResult.UNDONE)
                : step);
    Optional<RuntimeException> undoFailure = Optional.empty();
    Ledger ledger = before;
    if (!begun.isEmpty()) {
      Rollback undo = new Rollback(kernel, before, begun, modules);
      undoFailure = undo.run(this::write);
      ledger = undo.judged();
      write(ledger);
    }
    return new RunResult(
        taken, List.of(), List.copyOf(notes), Optional.of(refused), undoFailure, ledger);
  }
}
