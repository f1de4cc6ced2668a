package io.lvsagent.agent.watch;

import io.lvsagent.agent.apply.Reconciler;
import io.lvsagent.agent.apply.RunResult;
import io.lvsagent.agent.apply.RunResult.StepResult;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.intent.LeftAlone;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerException;
import io.lvsagent.agent.ledger.LedgerFile;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides, each time that something may have happened, whether to look, to tell, or to mend. Where
 * values were only lost, they are made again by the plan of the last look; everything else leads to
 * a new look.
 */
final class Rounds {
  /** If an event took more than these along, it is waited for its end. */
  private static final int SWEEP = 32;

  /** So often in a row, it is waited for the end of an event because nothing can be read. */
  private static final int BUSY = 30;

  private final Host host;
  private final LedgerFile ledger;
  private final Repairs repairs;
  private final boolean repairing;
  private final Clock clock;
  private final Undoings undoings;
  private final Journal journal;

  private Task task;

  /** True until the services were started once. */
  private boolean mustStart;

  /** The last look; null until there was one with the present ledger and config. */
  private @Nullable Look look;

  private boolean isStale = true;
  private boolean wasRefused;
  private int busy;

  Rounds(Host host, Task task, boolean repairing, Clock clock, Undoings undoings, Journal journal) {
    this.host = host;
    this.task = task;
    this.repairing = repairing;
    this.clock = clock;
    this.undoings = undoings;
    this.journal = journal;
    ledger = host.ledger();
    repairs = new Repairs(host.kernel(), ledger);
    mustStart = repairing;
  }

  /** Takes other services. */
  void take(Task next) {
    task = next;
    mustStart = repairing;
    forget();
  }

  /** Makes the next round look at everything, and count nothing that differs as undone. */
  private void forget() {
    look = null;
    repairs.forget();
  }

  /** Makes the next round look at everything. */
  void lookAgain() {
    isStale = true;
  }

  /** Returns true if another run changed the ledger, or left a start that is overdue. */
  boolean ledgerDiffers() {
    return ledger.differs() || repairing && ledger.isOverdue();
  }

  /** Returns the last look, to compare with it what sends no event. */
  Optional<Look> look() {
    return Optional.ofNullable(look);
  }

  /** Returns the descriptor where events arrive. */
  int descriptor() {
    return host.descriptor();
  }

  /** Reads the events that are there. Returns true if one of them matters, or if some were lost. */
  boolean drain() {
    Look last = look;
    Set<Ip> told = last == null ? Set.of() : last.told();
    return host.drain(told::contains);
  }

  void close() {
    host.close();
  }

  /**
   * Looks and, if allowed, converges.
   *
   * @param sweepOver true if it was waited for the end of an event
   */
  Outcome round(boolean sweepOver) {
    try {
      if (ledger.isLocked()) {
        return Outcome.LOCKED;
      }
      if (repairing && ledger.isOverdue()) {
        journal.takenBack(repairs.takeBack());
      }
      if (ledger.isLost()) {
        journal.lost(ledger.path());
        return Outcome.FAILED;
      }
      if (ledger.differs()) {
        ledger.read();
        forget();
      }
      Look last = look;
      return last == null || isStale ? full(sweepOver, false) : compared(last, sweepOver);
    } catch (LedgerException e) {
      if (e.reason() != LedgerException.Reason.LOCKED) {
        return failed(e);
      }
      forget();
      return Outcome.LOCKED;
    } catch (RuntimeException e) {
      return failed(e);
    }
  }

  private Outcome failed(RuntimeException e) {
    if (e instanceof NetlinkException refusal && refusal.errno() == Errno.EBUSY && busy < BUSY) {
      // so much happens that no dump is whole
      busy++;
      return Outcome.SWEEP;
    }
    // what is still missing at the next round was undone once, not twice
    forget();
    journal.failed(e);
    return Outcome.FAILED;
  }

  /** Reads again what sends events and compares it with the last look. */
  private Outcome compared(Look last, boolean sweepOver) {
    // what may be made again depends on what is left alone
    boolean quick = repairing && left().isEmpty();
    if (quick) {
      Difference gone = last.addresses();
      boolean isFew = !gone.values().isEmpty() && gone.values().size() <= SWEEP;
      if (isFew && gone.isOnlyLoss(last.prepared())) {
        return mended(last, last.losing(gone.values().keySet()), gone.values().keySet());
      }
    }
    Difference difference = last.heard();
    if (difference.isNone()) {
      return Outcome.QUIET;
    }
    if (!quick || !difference.isOnlyLoss(last.prepared())) {
      return full(sweepOver, false);
    }
    if (!sweepOver && difference.values().size() > SWEEP) {
      return Outcome.SWEEP;
    }
    return mended(last, difference.values(), difference.values().keySet());
  }

  /** Makes again what was lost, unless somebody undoes it too often. */
  private Outcome mended(Look last, Map<Key, Value> lost, Set<Key> undone) {
    if (count(undone, last.prepared())) {
      return full(true, true);
    }
    Optional<RunResult> run = repairs.mend(last, lost);
    if (run.isEmpty()) {
      return Outcome.AGAIN;
    }
    RunResult result = run.get();
    if (result.failure().isPresent()) {
      return refused(result);
    }
    wasRefused = false;
    journal.repaired(last.statuses(), result.changes(), result.notes());
    isStale |= result.unmet().size() > last.prepared().plan().unmet().size();
    if (ledger.differs()) {
      ledger.read();
      isStale = true;
    }
    drain();
    return isStale || !last.dumped().isNone() ? Outcome.AGAIN : Outcome.MENDED;
  }

  /**
   * Tries once more as soon as nothing happens any more, because the host may have changed between
   * a look and the run, and does so all the while a device is flushed.
   */
  private Outcome refused(RunResult result) {
    drain();
    forget();
    wasRefused = !wasRefused;
    if (wasRefused) {
      return Outcome.SWEEP;
    }
    journal.refused(result);
    return result.changes().stream().anyMatch(step -> step.result() == StepResult.UNDONE)
        ? Outcome.UNDONE
        : Outcome.FAILED;
  }

  /**
   * Looks at everything.
   *
   * @param counted true if what differs was counted already
   */
  private Outcome full(boolean sweepOver, boolean counted) {
    Look before = look;
    Look now = looked();
    if (ledger.isLocked() || ledger.differs()) {
      return Outcome.LOCKED;
    }
    journal.ready(Optional.of(now.statuses()));
    if (!repairing) {
      keep(now);
      journal.findings(now.statuses());
      return Outcome.FOUND;
    }
    Set<Key> undone =
        counted || before == null ? Set.of() : now.undoneSince(before, repairs::hasMade);
    if (!sweepOver && undone.size() > SWEEP) {
      return Outcome.SWEEP;
    }
    if (count(undone, now.prepared())) {
      now = looked();
    }
    keep(now);
    if (mustStart || !now.prepared().plan().isEmpty() || !now.isRecorded()) {
      return converged();
    }
    journal.findings(now.statuses());
    return Outcome.FOUND;
  }

  private Set<Key> left() {
    return undoings.left(clock.nanos());
  }

  private Look looked() {
    Ledger now = Reconciler.current(host.kernel(), ledger.last());
    Look next = new Look(host.kernel(), now, task, left());
    undoings.saw(next.prepared().observed(), clock.nanos());
    return next;
  }

  private void keep(Look now) {
    look = now;
    isStale = false;
    busy = 0;
  }

  /** Counts keys that were undone. Returns true, and tells, if some are left alone from now on. */
  private boolean count(Set<Key> undone, PreparedRun prepared) {
    Collection<Key> roots = LeftAlone.roots(undone, prepared.desired());
    List<Undoings.Conflict> conflicts = undoings.undone(roots, clock.nanos(), clock.time());
    if (conflicts.isEmpty()) {
      return false;
    }
    journal.conflict(looked(), prepared.desired(), conflicts);
    return true;
  }

  /** Runs what {@code start --unless-stopped} would run, and looks again. */
  private Outcome converged() {
    RunResult result = repairs.converge(task, left());
    if (result.failure().isPresent()) {
      return refused(result);
    }
    mustStart = false;
    wasRefused = false;
    drain();
    Look after = looked();
    keep(after);
    if (!result.made().isEmpty()) {
      journal.repaired(after.statuses(), result.changes(), result.notes());
    }
    if (!after.prepared().plan().isEmpty()) {
      isStale = true;
      return Outcome.AGAIN;
    }
    journal.findings(after.statuses());
    return Outcome.FOUND;
  }

  /** Throws what is wrong with a config on this host, if anything. */
  void check(Task next) {
    Ledger now = Reconciler.current(host.kernel(), ledger.last());
    next.toStart(now);
    new Look(host.kernel(), now, next, Set.of());
  }
}
