package io.lvsagent.agent.apply;

import io.lvsagent.agent.announce.AddedVip;
import io.lvsagent.agent.announce.Announcement;
import io.lvsagent.agent.announce.Probe;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.intent.HostChecks;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerStore;
import java.util.ArrayList;
import java.util.List;

/**
 * A run that starts services. The neighbours of a director are asked for its VIPs before anything
 * is changed, and the VIPs are announced to them if the run succeeds.
 */
public final class Start {
  private Start() {}

  /**
   * Throws what {@link Applier#prepare} throws, and ConflictException if another host has a VIP
   * that would be added; nothing has been changed then. A VIP that cannot be announced is only
   * noted.
   *
   * @param inTurn requests to run one after the other; the last one starts the services
   * @param takeover true to add VIPs without asking the neighbours
   */
  public static RunResult run(
      Kernel kernel, LedgerStore store, Ledger ledger, List<RunRequest> inTurn, boolean takeover) {
    RunRequest start = inTurn.get(inTurn.size() - 1);
    PreparedRun prepared = Applier.prepare(kernel, ledger, start);
    if (inTurn.size() > 1) {
      // what the start lacks must not be found out when everything is stopped
      Applier.requireReady(kernel, prepared.plan());
    }
    return run(kernel, store, ledger, inTurn, prepared, takeover);
  }

  /** Runs a request that was planned a moment ago. Throws what the other throws. */
  public static RunResult run(
      Kernel kernel, LedgerStore store, Ledger ledger, PreparedRun prepared, RunRequest start) {
    Applier.requirePossible(kernel, new HostChecks(kernel, ledger), prepared, start);
    return run(kernel, store, ledger, List.of(start), prepared, false);
  }

  /** Runs requests of which the last one is planned. */
  private static RunResult run(
      Kernel kernel,
      LedgerStore store,
      Ledger ledger,
      List<RunRequest> inTurn,
      PreparedRun prepared,
      boolean takeover) {
    RunRequest start = inTurn.get(inTurn.size() - 1);
    List<Note> notes = new ArrayList<>();
    List<AddedVip> adding =
        AddedVip.among(prepared.plan().acquire(), prepared.ledger(), start.starting());
    if (!takeover && !adding.isEmpty()) {
      notes.addAll(Probe.requireFree(kernel.wire(), prepared.observed(), adding));
    }
    List<RunRequest> requests = new ArrayList<>(inTurn);
    requests.set(inTurn.size() - 1, start.after(prepared));
    RunResult result =
        inTurn.size() == 1
            ? new Reconciler(kernel, store, ledger).run(prepared, inTurn)
            : Reconciler.run(kernel, store, ledger, requests);
    if (result.failure().isEmpty()) {
      List<AddedVip> added = AddedVip.among(result.made(), result.ledger(), start.starting());
      if (!added.isEmpty()) {
        Announcement announcement = Announcement.of(kernel, added);
        notes.addAll(announcement.announced());
        notes.addAll(announcement.missed());
      }
    }
    return result.noting(notes);
  }
}
