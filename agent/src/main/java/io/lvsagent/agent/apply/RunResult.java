package io.lvsagent.agent.apply;

import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.plan.Unmet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The result of a run.
 *
 * @param changes every step, in order
 * @param unmet the expectations that are still unmet
 * @param failure the refusal that ended the run, after which every step was undone
 * @param undoFailure what could not be undone
 * @param vipsLeft the VIPs of stopped services that are still local, as texts of {@link
 *     Started#vips}
 */
public record RunResult(
    List<Step> changes,
    List<Unmet> unmet,
    List<Note> notes,
    Optional<RuntimeException> failure,
    Optional<RuntimeException> undoFailure,
    Ledger ledger,
    Set<String> vipsLeft) {

  RunResult noting(List<Note> more) {
    List<Note> all = new ArrayList<>(notes);
    all.addAll(more);
    return more.isEmpty()
        ? this
        : new RunResult(changes, unmet, all, failure, undoFailure, ledger, vipsLeft);
  }

  /** Returns the changes that were made and not undone. */
  public List<Change> made() {
    List<Change> made = new ArrayList<>();
    for (Step step : changes) {
      if (step.result() == StepResult.DONE) {
        made.add(step.change());
      }
    }
    return made;
  }

  /** A change, and what became of it. */
  public record Step(Change change, StepResult result) {}

  /** What became of a step. */
  public enum StepResult {
    PLANNED,
    DONE,
    UNDONE,
    /** The value would be restored, but stays because something relies on it. */
    KEPT,
    FAILED;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
