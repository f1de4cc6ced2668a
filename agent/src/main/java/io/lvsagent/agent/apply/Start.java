package io.lvsagent.agent.apply;

import io.lvsagent.agent.announce.Announcement;
import io.lvsagent.agent.announce.Arrival;
import io.lvsagent.agent.announce.Probe;
import io.lvsagent.agent.apply.Outcome.Result;
import io.lvsagent.agent.apply.Outcome.Taken;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.intent.Note;
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
   * Throws what {@link Draft#of} throws, and ConflictException where another host has a VIP that is
   * to be added; nothing touched then. What cannot be announced is a note.
   *
   * @param inTurn the last of them starts the services
   * @param takeover asks nobody
   */
  public static Outcome run(
      Kernel kernel, LedgerStore store, Ledger ledger, List<Request> inTurn, boolean takeover) {
    Request start = inTurn.get(inTurn.size() - 1);
    Draft draft = Draft.of(kernel, ledger, start);
    List<Note> notes = new ArrayList<>();
    List<Arrival> coming = Arrival.among(draft.plan().acquire(), draft.ledger(), start.starting());
    if (!takeover && !coming.isEmpty()) {
      notes.addAll(Probe.requireFree(kernel.wire(), draft.plan().before(), coming));
    }
    Outcome outcome =
        inTurn.size() == 1
            ? Convergence.run(kernel, store, ledger, draft, inTurn)
            : Convergence.run(kernel, store, ledger, inTurn);
    if (outcome.failure().isEmpty()) {
      List<Arrival> come = Arrival.among(made(outcome), outcome.ledger(), start.starting());
      if (!come.isEmpty()) {
        Announcement announcement = Announcement.of(kernel, come);
        notes.addAll(announcement.announced());
        notes.addAll(announcement.missed());
      }
    }
    return outcome.noting(notes);
  }

  private static List<Change> made(Outcome outcome) {
    List<Change> made = new ArrayList<>();
    for (Taken step : outcome.changes()) {
      if (step.result() == Result.DONE) {
        made.add(step.change());
      }
    }
    return made;
  }
}
