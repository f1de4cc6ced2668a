package io.lvsagent.agent.watch;

import io.lvsagent.agent.apply.Reconciler;
import io.lvsagent.agent.apply.RunResult;
import io.lvsagent.agent.apply.Start;
import io.lvsagent.agent.apply.TakeBack;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerException;
import io.lvsagent.agent.ledger.LedgerException.Reason;
import io.lvsagent.agent.ledger.LedgerFile;
import io.lvsagent.agent.ledger.LedgerStore;
import io.lvsagent.agent.ledger.Unconfirmed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs what mends the host, under the lock; each run is one of {@code agent.apply}. */
final class Repairs {
  private final Kernel kernel;
  private final LedgerFile file;

  /** The keys that the last run wrote. */
  private final Set<Key> made = new HashSet<>();

  Repairs(Kernel kernel, LedgerFile file) {
    this.kernel = kernel;
    this.file = file;
  }

  /** Returns true if the last run wrote a key. */
  boolean hasMade(Key key) {
    return made.contains(key);
  }

  /** Forgets what the last run wrote, because others have run since. */
  void forget() {
    made.clear();
  }

  /** Runs what {@code start --unless-stopped} would run. */
  RunResult converge(Task task, Set<Key> left) {
    try (LedgerStore store = unopposed()) {
      Ledger now = Reconciler.current(kernel, store.read());
      RunRequest request = task.toStart(now).leaving(left);
      RunResult result = Start.run(kernel, store, now, List.of(request), false);
      file.read(store);
      return remembered(result);
    }
  }

  /**
   * Makes again what a look has lost, by the plan of that look. Returns nothing, with nothing
   * changed, if another run has changed the ledger since.
   */
  Optional<RunResult> mend(Look look, Map<Key, Value> lost) {
    try (LedgerStore store = unopposed()) {
      if (file.differs()) {
        return Optional.empty();
      }
      store.resume(file.last());
      return Optional.of(
          remembered(Start.run(kernel, store, look.ledger(), look.mending(lost), look.request())));
    }
  }

  /** Takes the lock. Throws LedgerException with UNCONFIRMED while a start is to be confirmed. */
  private LedgerStore unopposed() {
    LedgerStore store = file.lock();
    if (store.isUnconfirmed()) {
      store.close();
      String text = "nothing is mended while a start waits for lvs-agent confirm";
      throw new LedgerException(Reason.UNCONFIRMED, text);
    }
    return store;
  }

  /** Takes back a start that was not confirmed in time, and returns what became of it, if any. */
  List<Note> takeBack() {
    try (LedgerStore store = file.lock()) {
      Optional<Unconfirmed> open = store.unconfirmed().filter(Unconfirmed::isOverdue);
      if (open.isEmpty()) {
        return List.of();
      }
      Ledger now = Reconciler.current(kernel, store.read());
      TakeBack back = TakeBack.run(kernel, store, now, open.get());
      String text = "not confirmed: " + back.summary(open.get().services());
      List<Note> notes = new ArrayList<>(List.of(new Note("not-confirmed", text)));
      notes.addAll(back.notes());
      return notes;
    }
  }

  private RunResult remembered(RunResult result) {
    made.clear();
    for (Change change : result.made()) {
      made.add(change.key());
    }
    return result;
  }
}
