package io.lvsagent.agent.run;

import io.lvsagent.agent.ledger.Hold;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerException;
import io.lvsagent.agent.ledger.LedgerStore;
import io.lvsagent.agent.plan.Absent;
import io.lvsagent.agent.plan.Change;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.agent.plan.Intent;
import io.lvsagent.agent.plan.Kernel;
import io.lvsagent.agent.plan.Key;
import io.lvsagent.agent.plan.Kind;
import io.lvsagent.agent.plan.Plan;
import io.lvsagent.agent.plan.Planner;
import io.lvsagent.agent.plan.State;
import io.lvsagent.agent.plan.Unmet;
import io.lvsagent.agent.plan.Value;
import io.lvsagent.agent.run.Outcome.Result;
import io.lvsagent.agent.run.Outcome.Taken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Brings the host to what a request asks for: announces the plan in the ledger, applies it, looks
 * again, and applies once more if something answered back; a refused step undoes those before it.
 */
public final class Convergence {
  /** One to act, one for what answers back, one more for a device that had to be made first. */
  private static final int ROUNDS = 3;

  private final Kernel kernel;
  private final LedgerStore store;
  private final Ledger before;
  private final Request request;
  private final List<Taken> taken = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();
  private final Map<Key, Value> origin = new LinkedHashMap<>();

  private Convergence(Kernel kernel, LedgerStore store, Ledger before, Request request) {
    this.kernel = kernel;
    this.store = store;
    this.before = before;
    this.request = request;
  }

  /** The ledger as it is now: interrupted runs judged, renamed devices followed. */
  public static Ledger current(Kernel kernel, Ledger ledger) {
    Ledger following = ledger.following(kernel.rtnetlink().links());
    List<Key> open = following.unsettled();
    if (open.isEmpty()) {
      return following;
    }
    State now = Observation.of(kernel, open);
    return following.settled(now, key -> Releases.seen(key, now, following));
  }

  /** Throws what {@link Draft#of} throws, nothing touched; everything later is in the outcome. */
  public static Outcome run(Kernel kernel, LedgerStore store, Ledger ledger, Request request) {
    return new Convergence(kernel, store, ledger, request).run();
  }

  private Outcome run() {
    Draft draft = Draft.of(kernel, before, request);
    notes.addAll(draft.notes());
    Ledger reached = before;
    for (int round = 0; round < ROUNDS && !draft.plan().isEmpty(); round++) {
      Plan plan = devicesFirst(draft);
      Ledger announced = draft.ledger().announcing(plan.effects());
      try {
        store.write(announced);
      } catch (LedgerException e) {
        return failed(draft, plan, 0, e);
      }
      plan.effects().forEach(effect -> origin.putIfAbsent(effect.key(), effect.before()));
      Applier applier = new Applier(kernel, draft.releases().gone(), draft.wanted());
      try {
        applier.apply(plan);
      } catch (RuntimeException refused) {
        return failed(draft, plan, applier.done(), refused);
      }
      plan.changes().forEach(change -> taken.add(new Taken(change, Result.DONE)));
      reached = settled(announced, plan);
      draft = Draft.of(kernel, reached, request);
    }
    Optional<RuntimeException> unwritten = finish(draft);
    for (Key key : draft.releases().kept().keySet()) {
      taken.add(kept(draft, key));
    }
    return new Outcome(taken, left(draft), notes, unwritten, Optional.empty(), draft.ledger());
  }

  /** Where changes were announced, the next run finds out what came of them: no reason to undo. */
  private Optional<RuntimeException> finish(Draft draft) {
    try {
      store.write(draft.ledger());
    } catch (LedgerException e) {
      if (taken.isEmpty()) {
        return Optional.of(e);
      }
      notes.add(new Note("ledger-unsettled", e.getMessage() + "; the next run settles it"));
    }
    return Optional.empty();
  }

  private static Taken kept(Draft draft, Key key) {
    Value now = draft.plan().before().at(key);
    String base = draft.ledger().hold(key).map(Hold::base).orElse(Absent.TEXT);
    return new Taken(new Change(key, now, key.kind().parse(key.name(), base)), Result.KEPT);
  }

  /** A new device's parameters are known when it has settled: the rest is planned after that. */
  private static Plan devicesFirst(Draft draft) {
    Map<Key, Expectation> devices = new LinkedHashMap<>();
    for (Change change : draft.plan().acquire()) {
      if (change.key().kind() == Kind.DEVICE) {
        devices.put(change.key(), draft.wanted().get(change.key()));
      }
    }
    return devices.isEmpty()
        ? draft.plan()
        : Planner.plan(new Intent(Map.of(), devices), draft.plan().before());
  }

  private Ledger settled(Ledger announced, Plan plan) {
    List<Key> keys = new ArrayList<>();
    plan.effects().forEach(effect -> keys.add(effect.key()));
    State now = Observation.of(kernel, keys);
    return announced.settled(now, key -> Releases.seen(key, plan.before(), before));
  }

  /** What the plan could not meet, and what it would have to change once more. */
  private static List<Unmet> left(Draft draft) {
    List<Unmet> left = new ArrayList<>(draft.plan().unmet());
    for (Change change : draft.plan().release()) {
      left.add(new Unmet(change.key(), change.before(), Expectation.putBack(change.after())));
    }
    for (Change change : draft.plan().acquire()) {
      left.add(new Unmet(change.key(), change.before(), draft.wanted().get(change.key())));
    }
    return left;
  }

  private Outcome failed(Draft draft, Plan plan, int done, RuntimeException refused) {
    List<Taken> steps = new ArrayList<>();
    taken.forEach(step -> steps.add(new Taken(step.change(), Result.UNDONE)));
    List<Change> changes = plan.changes();
    for (int i = 0; i < changes.size(); i++) {
      Result result = i < done ? Result.UNDONE : i == done ? Result.FAILED : Result.PLANNED;
      steps.add(new Taken(changes.get(i), result));
    }
    Optional<RuntimeException> undoFailure = Optional.empty();
    Ledger ledger = before;
    try {
      undo(plan);
    } catch (RuntimeException e) {
      undoFailure = Optional.of(e);
      ledger = draft.ledger();
    }
    try {
      ledger = judged(ledger, plan);
      store.write(ledger);
    } catch (RuntimeException e) {
      undoFailure = undoFailure.isPresent() ? undoFailure : Optional.of(e);
    }
    return new Outcome(steps, List.of(), notes, Optional.of(refused), undoFailure, ledger);
  }

  /** What stands there after an undo, whether it went well or not. */
  private Ledger judged(Ledger ledger, Plan plan) {
    List<Change> effects = new ArrayList<>();
    Map<Key, Value> reached = new LinkedHashMap<>();
    plan.effects().forEach(effect -> reached.put(effect.key(), effect.after()));
    origin.forEach(
        (key, value) -> effects.add(new Change(key, value, reached.getOrDefault(key, value))));
    State now = Observation.of(kernel, origin.keySet());
    return ledger
        .announcing(effects)
        .settled(now, key -> Releases.seen(key, plan.before(), before));
  }

  /**
   * The same planner towards what was there: what was made goes, then what was taken comes back.
   */
  private void undo(Plan plan) {
    Set<Key> taken = new LinkedHashSet<>();
    plan.release().forEach(change -> taken.add(change.key()));
    Map<Key, Expectation> made = new LinkedHashMap<>();
    Map<Key, Expectation> gone = new LinkedHashMap<>();
    origin.forEach(
        (key, value) -> {
          if (key.kind().goesBack()) {
            (taken.contains(key) ? gone : made).put(key, exactly(value));
          }
        });
    State now = Observation.of(kernel, origin.keySet());
    Plan undo = Planner.plan(new Intent(made, gone), now);
    new Applier(kernel, Releases.gone(made, now), Map.of()).apply(undo);
    State after = Observation.of(kernel, origin.keySet());
    for (Key key : origin.keySet()) {
      if (key.kind().goesBack() && !origin.get(key).accepts(after.at(key))) {
        throw new ProofException(
            key + " is " + after.at(key).text() + ", was " + origin.get(key).text());
      }
    }
  }

  private static Expectation exactly(Value value) {
    return Expectation.putBack(value instanceof Absent ? Absent.VALUE : value);
  }
}
