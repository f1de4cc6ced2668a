package io.lvsagent.agent.apply;

import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Observation;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.ledger.Entry;
import io.lvsagent.agent.ledger.HeldValue;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerException;
import io.lvsagent.agent.ledger.LedgerStore;
import io.lvsagent.agent.ledger.PendingChange;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.ledger.Unconfirmed;
import io.lvsagent.agent.plan.Effect;
import io.lvsagent.agent.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes back a start that nobody confirmed: each value that it changed goes back to what it was
 * before, unless somebody changed it since, and so does the ledger.
 *
 * @param ledger the ledger after it
 * @param failure what could not be taken back
 */
public record TakeBack(Ledger ledger, List<Note> notes, Optional<RuntimeException> failure) {
  /**
   * Takes back; a process that is killed meanwhile leaves the record of the start, and so does one
   * that cannot write the state. The next one takes back what is left.
   *
   * @param now the ledger with the start
   */
  public static TakeBack run(Kernel kernel, LedgerStore store, Ledger now, Unconfirmed start) {
    Ledger undo = start.undo().following(kernel.rtnetlink().links());
    HostState observed = Observation.of(kernel, undo.unsettled());
    List<Effect> effects = new ArrayList<>();
    List<Change> released = new ArrayList<>();
    List<Note> notes = new ArrayList<>();
    Map<Key, Entry> before = new LinkedHashMap<>();
    for (Map.Entry<Key, Entry> entry : undo.entries().entrySet()) {
      Key key = entry.getKey();
      Entry old = entry.getValue();
      if (old.held().isPresent() || !old.needs().isEmpty()) {
        before.put(key, new Entry(old.held(), Optional.empty(), old.needs()));
      }
      if (old.pending().isEmpty()) {
        continue;
      }
      PendingChange made = old.pending().get();
      Value there = observed.at(key);
      Value was = key.parse(made.before());
      if (made.reached(key, there, there.recorded()).isPresent()) {
        effects.add(new Effect(key, was, List.of(), there));
        if (old.held().map(HeldValue::original).equals(Optional.of(made.after()))) {
          released.add(new Change(key, was, there));
        }
      } else if (!was.accepts(there)) {
        String text = key + " is left at " + there.text() + ": somebody changed it since the start";
        notes.add(new Note("foreign-value", text));
      }
    }
    Map<String, Started> services = services(undo, now, start.services());
    Ledger back = new Ledger(services, before, undo.devices(), undo.drains());
    Plan taken = new Plan(released, List.of(), List.of(), observed, effects);
    Rollback rollback = new Rollback(kernel, back, List.of(taken), Set.of());
    Optional<RuntimeException> failure = rollback.run(ledger -> {});
    Ledger after = rollback.settled();
    try {
      store.write(after);
      store.settle();
    } catch (LedgerException e) {
      notes.add(Reconciler.unsettled(e));
    }
    return new TakeBack(after, notes, failure);
  }

  /** Returns the services as they were; those of the start wait for a person to start them. */
  private static Map<String, Started> services(Ledger undo, Ledger now, List<String> names) {
    Map<String, Started> services = new LinkedHashMap<>(undo.services());
    for (String name : names) {
      Started before = undo.services().get(name);
      Started known = before == null ? now.services().get(name) : before;
      if (known != null) {
        services.put(name, known.takenBack(before != null && before.up()));
      }
    }
    return services;
  }

  /** Returns a line on what was taken back of the start of these services, and what was not. */
  public String summary(List<String> names) {
    String text =
        "back to the state before the start of "
            + String.join(", ", names)
            + "; lvs-agent start starts it again";
    return failure.map(e -> text + "; not taken back: " + e.getMessage()).orElse(text);
  }
}
