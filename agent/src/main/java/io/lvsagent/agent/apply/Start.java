package io.lvsagent.agent.apply;

import io.lvsagent.agent.announce.AddedVip;
import io.lvsagent.agent.announce.Announcement;
import io.lvsagent.agent.announce.Probe;
import io.lvsagent.agent.apply.RunResult.Step;
import io.lvsagent.agent.apply.RunResult.StepResult;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerStore;
import java.util.ArrayList;
import java.util.List;

/**
 * A run that starts services, and what a director's neighbours have to do with it: they are asked
 * for its VIPs before anything is touched, and told of them when all went well.
 */
public final class Start {
  private Start() {}

  /**
   * Throws what {@link Applier#prepare} throws, and ConflictException where another host has a VIP
   * that is to be added; nothing touched then. What cannot be announced is a note.
   *
   * @param inTurn the last of them starts the services
   * @param takeover asks nobody
   */
  public static RunResult run(
      Kernel kernel, LedgerStore store, Ledger ledger, List<RunRequest> inTurn, boolean takeover) {
    RunRequest start = inTurn.get(inTurn.size() - 1);
    PreparedRun prepared = Applier.prepare(kernel, ledger, start);
    List<Note> notes = new ArrayList<>();
    List<AddedVip> coming =
        AddedVip.among(prepared.plan().acquire(), prepared.ledger(), start.starting());
    if (!takeover && !coming.isEmpty()) {
      notes.addAll(Probe.requireFree(kernel.wire(), prepared.plan().before(), coming));
    }
    RunResult outcome =
        inTurn.size() == 1
            ? Reconciler.run(kernel, store, ledger, prepared, inTurn)
            : Reconciler.run(kernel, store, ledger, inTurn);
    if (outcome.failure().isEmpty()) {
      List<AddedVip> come = AddedVip.among(made(outcome), outcome.ledger(), start.starting());
      if (!come.isEmpty()) {
        Announcement announcement = Announcement.of(kernel, come);
        notes.addAll(announcement.announced());
        notes.addAll(announcement.missed());
      }
    }
    return outcome.noting(notes);
  }

  private static List<Change> made(RunResult outcome) {
    List<Change> made = new ArrayList<>();
    for (Step step : outcome.changes()) {
      if (step.result() == StepResult.DONE) {
        made.add(step.change());
      }
    }
    return made;
  }
}
