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
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.plan.Effect;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.agent.plan.Intent;
import io.lvsagent.agent.plan.Plan;
import io.lvsagent.agent.plan.Planner;
import io.lvsagent.iface.Ip;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Brings the host to the state that a request asks for: records the plan in the ledger, applies it,
 * reads the host again, and plans once more if something still differs. A step that is refused
 * undoes those before it.
 */
public final class Reconciler {
  /** One to act, one for side effects that were not foreseen, one for devices to make first. */
  private static final int ROUNDS = 3;

  private final Kernel kernel;
  private final LedgerStore store;
  private final Ledger before;
  private final List<Step> taken = new ArrayList<>();
  private final Set<Note> notes = new LinkedHashSet<>();
  private final Set<String> stillLocal = new LinkedHashSet<>();

  /** The plans whose steps were, or may have been, taken. */
  private final List<Plan> begun = new ArrayList<>();

  /** The devices that a module made or keeps by itself. */
  private final Set<Key> modules = new LinkedHashSet<>();

  private boolean onlyStopping;

  Reconciler(Kernel kernel, LedgerStore store, Ledger before) {
    this.kernel = kernel;
    this.store = store;
    this.before = before;
  }

  /** Returns the ledger with interrupted runs settled and renamed devices followed. */
  public static Ledger current(Kernel kernel, Ledger ledger) {
    Ledger following = ledger.following(kernel.rtnetlink().links());
    List<Key> open = following.unsettled();
    if (open.isEmpty()) {
      return following;
    }
    HostState now = Observation.of(kernel, open);
    Ledger settled = following.settled(now, key -> Bystanders.ids(key, now, following));
    // a need does not prove that a link was up: the run may have died before it made it so
    open.removeIf(key -> key.kind() != Kind.LINK || settled.held(key).isPresent());
    return settled.unneeded(open);
  }

  /**
   * Runs requests one after the other. Throws what {@link Applier#prepare} throws, with nothing
   * changed; every later failure is in the result.
   *
   * @param inTurn if a step of one of them is refused, those before it are undone, too
   */
  public static RunResult run(
      Kernel kernel, LedgerStore store, Ledger ledger, List<RunRequest> inTurn) {
    PreparedRun first = Applier.prepare(kernel, ledger, inTurn.get(0));
    return new Reconciler(kernel, store, ledger).run(first, inTurn);
  }

  /** The same for a first request that is already planned. */
  RunResult run(PreparedRun first, List<RunRequest> inTurn) {
    Applier.requireReady(kernel, first.plan());
    PreparedRun prepared = first;
    onlyStopping = inTurn.size() == 1 && inTurn.get(0).starting().isEmpty();
    try {
      prepared = converge(first, inTurn.get(0));
      for (RunRequest next : inTurn.subList(1, inTurn.size())) {
        PreparedRun second = Applier.prepare(kernel, prepared.ledger(), next);
        Applier.requireReady(kernel, second.plan());
        prepared = converge(second, next);
      }
      if (store.isConfirming() && !begun.isEmpty()) {
        // by now it is known what a module made or keeps
        store.recordUndo(new Rollback(kernel, before, begun, modules).undo());
      }
    } catch (RuntimeException refused) {
      return failed(refused);
    } catch (Error broken) {
      return failed(new IllegalStateException(broken.toString(), broken));
    }
    Optional<RuntimeException> unwritten = write(prepared.ledger());
    for (Key key : prepared.release().kept().keySet()) {
      taken.add(kept(prepared, key));
    }
    Set<String> vipsLeft = new LinkedHashSet<>(stillLocal);
    prepared
        .release()
        .vipsLeft()
        .forEach(item -> vipsLeft.add(Started.vip(item.local().orElseThrow())));
    return new RunResult(
        taken,
        prepared.left(),
        List.copyOf(notes),
        unwritten,
        Optional.empty(),
        prepared.ledger(),
        vipsLeft);
  }

  private PreparedRun converge(PreparedRun first, RunRequest request) {
    notes.addAll(first.notes());
    PreparedRun prepared = first;
    for (int round = 0; round < ROUNDS && !prepared.plan().isEmpty(); round++) {
      Ledger recorded = step(prepared, devicesFirst(prepared));
      prepared = prepared.again(kernel, recorded, request);
      // a module that was loaded, or a device that was made, may lack something itself
      Applier.requireReady(kernel, prepared.plan());
      notes.addAll(prepared.release().staying());
    }
    return prepared;
  }

  /** Returns a plan for new devices alone, if there are any: they bring parameters of their own. */
  private static Plan devicesFirst(PreparedRun prepared) {
    Map<Key, Expectation> devices = new LinkedHashMap<>();
    for (Change change : prepared.plan().acquire()) {
      if (change.key().kind().comesFirst()) {
        devices.put(change.key(), prepared.desired().get(change.key()));
      }
    }
    return devices.isEmpty()
        ? prepared.plan()
        : Planner.plan(new Intent(Map.of(), devices), prepared.observed());
  }

  /**
   * Returns the effects that make a value ours, to be restored with the services. A link that was
   * up when its service started stays foreign even if somebody took it down since: a stop that took
   * down lo would take more with it.
   */
  private List<Effect> owned(Plan plan) {
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

  /** Records a plan, applies it, and returns the ledger in which it is recorded. */
  private Ledger step(PreparedRun prepared, Plan plan) {
    // all of it, even if only the devices are made now: a link that is needed and has no pending
    // change would count as one that was up before
    Ledger recorded = prepared.ledger().recording(owned(prepared.plan()));
    Applier applier = new Applier(kernel, prepared.desired());
    List<Change> changes = plan.changes();
    BitSet done = applier.done();
    BitSet withheld = applier.withheld();
    try {
      if (store.isConfirming()) {
        recordUndo(plan);
      }
      record(recorded);
      begun.add(plan);
      applier.apply(plan);
      done.or(withheld);
      noteStillLocal(applier.stillLocal());
      leaveToModules(changes, done);
      return recorded.forgetting(modules);
    } finally {
      done.or(withheld);
      int failed = done.nextClearBit(0);
      for (int i = 0; i < changes.size(); i++) {
        StepResult result = i == failed ? StepResult.FAILED : StepResult.PLANNED;
        if (!withheld.get(i)) {
          taken.add(new Step(changes.get(i), done.get(i) ? StepResult.DONE : result));
        }
      }
    }
  }

  /** Records how the run is undone, with a plan that is about to be applied. */
  private void recordUndo(Plan next) {
    List<Plan> all = new ArrayList<>(begun);
    all.add(next);
    store.recordUndo(new Rollback(kernel, before, all, modules).undo());
  }

  /** A stop goes on where nothing can be recorded, because a VIP that stays has two owners. */
  private void record(Ledger recorded) {
    try {
      store.write(recorded);
    } catch (LedgerException e) {
      if (!onlyStopping || e.reason() != LedgerException.Reason.NOT_WRITABLE) {
        throw e;
      }
      String text = e.getMessage() + ": stopped all the same, without a record of it";
      notes.add(new Note("ledger-not-written", text));
    }
  }

  private void noteStillLocal(List<Ip> vips) {
    vips.forEach(vip -> stillLocal.add(vip.toString()));
    if (!vips.isEmpty()) {
      String text = "%s: removed, but another address, route or rule makes it local all the same";
      notes.add(new Note("vip-still-local", text.formatted(Note.firstOf(vips))));
    }
  }

  /** Notes the changes that were neither refused nor made by us: a module makes or keeps them. */
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

  /** Pending changes in a ledger that cannot be written are settled by the next run. */
  private Optional<RuntimeException> write(Ledger ledger) {
    try {
      store.write(ledger);
    } catch (LedgerException e) {
      if (begun.isEmpty()) {
        return Optional.of(e);
      }
      notes.add(unsettled(e));
    }
    return Optional.empty();
  }

  static Note unsettled(LedgerException unwritten) {
    return new Note("ledger-unsettled", unwritten.getMessage() + "; the next run settles it");
  }

  private static Step kept(PreparedRun prepared, Key key) {
    Value now = prepared.observed().at(key);
    String base = prepared.ledger().held(key).map(HeldValue::original).orElse(Absent.TEXT);
    return new Step(new Change(key, now, key.parse(base)), StepResult.KEPT);
  }

  private RunResult failed(RuntimeException refused) {
    Optional<RuntimeException> undoFailure = Optional.empty();
    Ledger ledger = before;
    try {
      if (!begun.isEmpty()) {
        Rollback undo = new Rollback(kernel, before, begun, modules);
        undoFailure = undo.run(this::write);
        ledger = undo.settled();
        write(ledger);
      }
      taken.replaceAll(step -> isUndone(step) ? new Step(step.change(), StepResult.UNDONE) : step);
    } catch (RuntimeException unreadable) {
      // what was done is in the ledger, and the next run settles it
      undoFailure = Optional.of(undoFailure.orElse(unreadable));
    }
    return new RunResult(
        taken, List.of(), List.copyOf(notes), Optional.of(refused), undoFailure, ledger, Set.of());
  }

  private boolean isUndone(Step step) {
    return step.result() == StepResult.DONE
        && step.change().isReversible()
        && !modules.contains(step.change().key());
  }
}
