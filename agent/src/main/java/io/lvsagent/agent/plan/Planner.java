package io.lvsagent.agent.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Plans the ordered difference between what is intended and what was observed. Pure. */
public final class Planner {
  private final List<Unmet> unmet = new ArrayList<>();
  private final State before;
  private final State state;

  private Planner(State observed) {
    before = observed;
    state = observed.copy();
  }

  public static Plan plan(Intent intent, State observed) {
    Planner planner = new Planner(observed);
    List<Change> release =
        planner.half(intent.release(), Comparator.comparing(Change::kindOf).reversed());
    planner.putBack(intent, release);
    List<Change> acquire = planner.half(intent.acquire(), Comparator.comparing(Change::kindOf));
    return new Plan(
        List.copyOf(release),
        List.copyOf(acquire),
        List.copyOf(planner.unmet),
        observed,
        planner.effects());
  }

  private List<Change> effects() {
    List<Change> effects = new ArrayList<>();
    for (Key key : state.keys()) {
      Value then = state.at(key);
      Value now = before.knows(key) ? before.at(key) : Absent.VALUE;
      if (now != then && !now.equals(then)) {
        effects.add(new Change(key, now, then));
      }
    }
    return effects;
  }

  private List<Change> half(Map<Key, Expectation> wanted, Comparator<Change> byKind) {
    List<Change> possible = new ArrayList<>();
    wanted.forEach(
        (key, expectation) -> possible.add(new Change(key, state.at(key), expectation.first())));
    possible.sort(byKind.thenComparing(Change::rank));
    List<Change> changes = new ArrayList<>();
    for (Change step : possible) {
      consider(step.key(), wanted.get(step.key()), changes);
    }
    return changes;
  }

  private void consider(Key key, Expectation expectation, List<Change> changes) {
    Value now = state.at(key);
    if (expectation.accepts(now)) {
      return;
    }
    Kind.Rules rules = key.kind().rules();
    if (now instanceof Unreadable
        || expectation.checkOnly()
        || !rules.makes(now, expectation.first())) {
      unmet.add(new Unmet(key, now, expectation));
    } else {
      step(new Change(key, now, rules.creation(expectation.first(), state)), changes);
    }
  }

  private void step(Change change, List<Change> changes) {
    changes.add(change);
    state.put(change.key(), change.after());
    change.key().kind().rules().alsoDoes(change, state);
  }

  /** Taking ours away must not take away what is not ours: the kernel's side effects go back. */
  private void putBack(Intent intent, List<Change> release) {
    List<Change> taken = new ArrayList<>();
    for (Key key : before.keys()) {
      boolean ours = intent.release().containsKey(key) || intent.acquire().containsKey(key);
      if (!ours && !before.at(key).equals(state.at(key))) {
        taken.add(new Change(key, state.at(key), before.at(key)));
      }
    }
    taken.sort(Comparator.comparing(Change::kindOf).thenComparing(c -> c.key().name()));
    for (Change change : taken) {
      step(change, release);
    }
  }
}
