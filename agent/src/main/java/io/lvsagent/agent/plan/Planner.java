package io.lvsagent.agent.plan;

import io.lvsagent.agent.host.Absent;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Item;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.host.Value.Unreadable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Plans the ordered changes from the observed state to an intent. Pure. */
public final class Planner {
  private final List<Unmet> unmet = new ArrayList<>();
  private final HostState before;
  private final HostState state;

  private Planner(HostState observed) {
    before = observed;
    state = observed.copy();
  }

  public static Plan plan(Intent intent, HostState observed) {
    Planner planner = new Planner(observed);
    List<Change> release = planner.half(intent.release(), true);
    if (!release.isEmpty()) {
      planner.putBack(intent, release);
    }
    List<Change> acquire = planner.half(intent.acquire(), false);
    boolean nothing = release.isEmpty() && acquire.isEmpty();
    return new Plan(
        List.copyOf(release),
        List.copyOf(acquire),
        List.copyOf(planner.unmet),
        observed,
        nothing ? List.of() : planner.effects());
  }

  private List<Effect> effects() {
    List<Effect> effects = new ArrayList<>();
    for (Key key : state.changedKeys()) {
      Value after = state.at(key);
      Value now = before.knows(key) ? before.at(key) : Absent.VALUE;
      List<Value> intermediate = state.intermediate(key);
      boolean differs = !intermediate.isEmpty() || now != after && !now.hasSameText(after);
      // parameters of a new device are not ours: they go back to the values that it settled at
      if (differs && key.kind().canChange(after, now)) {
        effects.add(new Effect(key, now, intermediate, after));
      }
    }
    return effects;
  }

  private List<Change> half(Map<Key, Expectation> expected, boolean releasing) {
    NavigableMap<Kind, List<Map.Entry<Key, Expectation>>> byKind = new TreeMap<>();
    for (Map.Entry<Key, Expectation> entry : expected.entrySet()) {
      byKind.computeIfAbsent(entry.getKey().kind(), kind -> new ArrayList<>()).add(entry);
    }
    List<Change> changes = new ArrayList<>();
    for (var ofKind : (releasing ? byKind.descendingMap() : byKind).entrySet()) {
      Kind kind = ofKind.getKey();
      List<Map.Entry<Key, Expectation>> entries = ofKind.getValue();
      if (kind.hasRanks()) {
        entries.sort(
            Comparator.comparingInt(
                e -> kind.rank(e.getKey(), state.at(e.getKey()), e.getValue().first())));
      }
      for (Map.Entry<Key, Expectation> entry : entries) {
        if (goesWithOwner(entry.getKey(), expected)) {
          state.put(entry.getKey(), Absent.VALUE);
        } else {
          consider(entry.getKey(), entry.getValue(), changes);
        }
      }
    }
    return changes;
  }

  private static boolean goesWithOwner(Key key, Map<Key, Expectation> expected) {
    return key.owner()
        .flatMap(owner -> Optional.ofNullable(expected.get(owner)))
        .filter(owner -> owner.first() instanceof Absent && !owner.checkOnly())
        .isPresent();
  }

  private void consider(Key key, Expectation expectation, List<Change> changes) {
    Value now = state.at(key);
    if (expectation.accepts(now)) {
      return;
    }
    Kind kind = key.kind();
    if (now instanceof Unreadable
        || expectation.checkOnly()
        || !kind.canChange(now, expectation.first())) {
      unmet.add(new Unmet(key, now, expectation));
    } else {
      step(new Change(key, now, expectation.first().completed(state)), changes);
    }
  }

  private void step(Change change, List<Change> changes) {
    changes.add(change);
    state.put(change.key(), change.after());
    change.key().kind().applySideEffects(change, state);
  }

  /** Puts back foreign values that the kernel changes or removes as side effects of the release. */
  private void putBack(Intent intent, List<Change> release) {
    List<Change> lost = new ArrayList<>();
    for (Key key : state.changedKeys()) {
      boolean ours = intent.release().containsKey(key) || intent.acquire().containsKey(key);
      if (!ours && before.knows(key) && !before.at(key).hasSameText(state.at(key))) {
        lost.add(new Change(key, state.at(key), before.at(key)));
      }
    }
    lost.sort(
        Comparator.comparing((Change c) -> c.key().kind())
            .thenComparing(c -> c.key().kind().rank(c.key(), c.before(), c.after()))
            .thenComparing(c -> c.key().name()));
    for (Change change : lost) {
      Optional<Item> support = change.key().kind().support(change.after(), state);
      support.ifPresent(item -> step(new Change(item.key(), Absent.VALUE, item), release));
      step(change, release);
      support.ifPresent(item -> step(new Change(item.key(), item, Absent.VALUE), release));
    }
  }
}
