package io.lvsagent.agent.apply;

import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.plan.Unmet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What came of a run.
 *
 * @param changes every step with what became of it, in order
 * @param unmet what is left unmet, also by what answered back
 * @param failure the step that was refused; all before it was undone, but for what is in
 *     undoFailure
 */
public record RunResult(
    List<Step> changes,
    List<Unmet> unmet,
    List<Note> notes,
    Optional<RuntimeException> failure,
    Optional<RuntimeException> undoFailure,
    Ledger ledger) {

  RunResult noting(List<Note> more) {
    List<Note> all = new ArrayList<>(notes);
    all.addAll(more);
    return more.isEmpty() ? this : new RunResult(changes, unmet, all, failure, undoFailure, ledger);
  }

  /** A step, and what became of it. */
  public record Step(Change change, StepResult result) {}

  /** What became of a step. */
  public enum StepResult {
    PLANNED,
    DONE,
    UNDONE,
    /** It would go back and stays, for somebody relies on it. */
    KEPT,
    FAILED;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
