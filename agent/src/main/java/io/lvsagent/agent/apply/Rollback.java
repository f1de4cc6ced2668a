package io.lvsagent.agent.apply;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Observation;
import io.lvsagent.agent.intent.Bystanders;
import io.lvsagent.agent.ledger.Entry;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.PendingChange;
import io.lvsagent.agent.plan.Effect;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.agent.plan.Intent;
import io.lvsagent.agent.plan.Plan;
import io.lvsagent.agent.plan.Planner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Undoes a run in which a step was refused, by planning towards what was there before. First it
 * removes what was made, then it restores what was removed.
 */
final class Rollback {
  /** More than one, because conf/default may reach fewer devices than the plan assumes. */
  private static final int ROUNDS = 3;

  private final Kernel kernel;
  private final Ledger before;
  private final List<Plan> begun;
  private final Set<Key> modules;

  /**
   * @param before the ledger as it was before the run
   * @param begun the plans whose steps were, or may have been, taken
   * @param modules devices that a module made or keeps, which are left alone
   */
  Rollback(Kernel kernel, Ledger before, List<Plan> begun, Set<Key> modules) {
    this.kernel = kernel;
    this.before = before;
    this.begun = new ArrayList<>(begun);
    this.modules = modules;
  }

  /**
   * Returns an exception that lists what could not be restored, if anything.
   *
   * @param write writes the ledger before each round, if it can be written
   */
  Optional<RuntimeException> run(Consumer<Ledger> write) {
    Set<Key> released = released();
    RuntimeException refused = null;
    boolean over = false;
    for (int round = 0; round < ROUNDS && !over; round++) {
      try {
        Intent back = back(released);
        Set<Key> leaving = back.release().keySet();
        HostState now = Observation.of(kernel, touched().keySet(), leaving);
        Plan undo = Planner.plan(back, now);
        begun.add(undo);
        write.accept(before.recording(touched().values()));
        new Applier(kernel, Map.of()).apply(undo);
        over = undo.isEmpty();
        refused = null;
      } catch (RuntimeException e) {
        refused = e;
      }
    }
    Intent back = back(released);
    List<String> left = left(back.release());
    left.addAll(left(back.acquire()));
    if (left.isEmpty()) {
      return Optional.empty();
    }
    String why = refused == null ? "" : refused.getMessage() + "; ";
    return Optional.of(new ProofException(why + String.join(", ", left)));
  }

  /** Returns the ledger after the undo, complete or not, settled by what is on the host. */
  Ledger settled() {
    Map<Key, Effect> touched = touched();
    HostState now = Observation.of(kernel, touched.keySet());
    touched.values().removeIf(effect -> effect.before().hasSameText(now.at(effect.key())));
    Ledger recorded = before.recording(touched.values());
    HostState bystanders = begun.get(0).before();
    return recorded.settled(now, key -> Bystanders.ids(key, bystanders, before));
  }

  /**
   * Returns the ledger before the run, with the effects of the run as pending changes, also those
   * that the ledger foresees.
   */
  Ledger undo() {
    Map<Key, Entry> entries = new LinkedHashMap<>(before.entries());
    for (Effect effect : touched().values()) {
      List<String> intermediate = new ArrayList<>();
      effect.intermediate().forEach(value -> intermediate.add(value.recorded()));
      String now = effect.before().recorded();
      PendingChange change = new PendingChange(now, effect.after().recorded(), intermediate);
      Entry entry = before.entry(effect.key());
      entries.put(effect.key(), new Entry(entry.held(), Optional.of(change), entry.needs()));
    }
    return new Ledger(before.services(), entries, before.devices(), before.drains());
  }

  /** Returns the effect of all plans on each key. */
  private Map<Key, Effect> touched() {
    Map<Key, Effect> touched = new LinkedHashMap<>();
    for (Plan plan : begun) {
      plan.effects().forEach(effect -> touched.merge(effect.key(), effect, Effect::then));
    }
    touched.keySet().removeAll(modules);
    return touched;
  }

  /** Returns the keys whose value the run removed or restored. */
  private Set<Key> released() {
    Set<Key> released = new HashSet<>();
    for (Plan plan : begun) {
      plan.release().forEach(change -> released.add(change.key()));
      plan.effects().stream()
          .filter(effect -> effect.after() instanceof Absent)
          .forEach(effect -> released.add(effect.key()));
    }
    return released;
  }

  /** Returns the way back: what was made is released, what was released is acquired. */
  private Intent back(Set<Key> released) {
    Map<Key, Expectation> made = new LinkedHashMap<>();
    Map<Key, Expectation> gone = new LinkedHashMap<>();
    for (Effect effect : touched().values()) {
      Map<Key, Expectation> half = released.contains(effect.key()) ? gone : made;
      half.put(effect.key(), Expectation.putBack(effect.before()));
    }
    return new Intent(made, gone);
  }

  /** Describes the keys that are not as before, except those whose device is gone. */
  private List<String> left(Map<Key, Expectation> desired) {
    HostState now = Observation.of(kernel, desired.keySet());
    List<String> left = new ArrayList<>();
    desired.forEach(
        (key, expectation) -> {
          String before = expectation.first().text();
          Optional<String> device = key.kind().device(key.name(), before);
          boolean goneWithIt = device.filter(d -> now.link(d).isEmpty()).isPresent();
          if (!goneWithIt && !expectation.accepts(now.at(key))) {
            left.add(key + " is " + now.at(key).text() + ", was " + before);
          }
        });
    return left;
  }
}
