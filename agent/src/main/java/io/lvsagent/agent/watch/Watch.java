package io.lvsagent.agent.watch;

import io.lvsagent.agent.intent.ConflictException;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.report.Event;
import io.lvsagent.profiles.yaml.ConfigException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches a host until it is told to end. The first event after quiet leads to a round at once,
 * later ones are gathered; what sends no event is polled.
 */
public final class Watch {
  private static final long GATHER = 20 * Clock.MILLISECOND;
  private static final long LONGEST_SWEEP = Clock.SECOND;
  private static final long LOCK_PAUSE = 10 * Clock.MILLISECOND;
  private static final long FIRST_RETRY = Clock.SECOND;
  private static final long LAST_RETRY = 60 * Clock.SECOND;

  /** After so much quiet, the memory that rounds have used is given back. */
  private static final long QUIET = 5 * Clock.SECOND;

  /** So many bytes more are worth the time to give them back. */
  private static final long GROWTH = 1 << 20;

  /** What is read from time to time takes at most 0.1 % of it. */
  private static final int SHARE = 1000;

  /** How often to look at everything: paths, and what stands beside us, neither tell nor poll. */
  private static final long LOOK_PAUSE = 60 * Clock.SECOND;

  /** After an event that may matter to them, looks take at most 0.5 % of the time. */
  private static final int LOOK_SHARE = 200;

  private static final long NEVER = Long.MAX_VALUE;

  private final Post post;
  private final boolean repairing;
  private final long interval;
  private final Clock clock;
  private final Waiting waiting;
  private final Notifier notifier;
  private final Journal journal;
  private final Undoings undoings = new Undoings();
  private final long begin;

  private Task task;

  /** Null while the namespace is gone. */
  private @Nullable Rounds rounds;

  /** All times are since the watch began. The next round is due, and not earlier if by an event. */
  private long due;

  private long earliest;
  private long poll;
  private long tables;
  private long look;
  private long looked;
  private long lookCost;
  private long alive;
  private long sweepEnd = NEVER;
  private long holdEnd = NEVER;
  private long retry = FIRST_RETRY;
  private long lastWork;

  /** The bytes that the heap had when memory was given back last. */
  private long heap;

  private boolean isHeard;
  private boolean isReady;
  private boolean isTrimmed;

  /**
   * Begins to watch.
   *
   * @param interval how often to poll, in nanoseconds
   */
  public Watch(
      Post post,
      boolean repairing,
      long interval,
      Clock clock,
      Waiting waiting,
      Notifier notifier,
      Consumer<Event> out) {
    this.post = post;
    this.repairing = repairing;
    this.interval = interval;
    this.clock = clock;
    this.waiting = waiting;
    this.notifier = notifier;
    journal = new Journal(out, notifier, clock, post::failure);
    begin = clock.nanos();
    task = post.read();
    enter();
  }

  private void enter() {
    rounds = new Rounds(post.enter(), task, repairing, clock, undoings, journal);
    due = now();
  }

  private long now() {
    return clock.nanos() - begin;
  }

  /** Runs until it is told to end. */
  public void run() {
    poll = interval;
    look = LOOK_PAUSE;
    alive = notifier.watchdog();
    while (true) {
      Rounds open = rounds;
      if (open != null && now() >= due) {
        round(open);
      }
      Waiting.Woken woken = await();
      if (woken.stop()) {
        break;
      }
      if (woken.reload()) {
        reload();
      }
      if (woken.event()) {
        hear();
      }
      passTime();
    }
    journal.stopped();
    leave();
  }

  private Waiting.Woken await() {
    Rounds open = rounds;
    long until = Math.min(Math.min(open == null ? NEVER : due, poll), Math.min(holdEnd, alive));
    return waiting.await(open == null ? -1 : open.descriptor(), until - now());
  }

  private void hear() {
    Rounds open = rounds;
    if (open != null && open.drain()) {
      isHeard = true;
      long now = now();
      boolean sweeping = sweepEnd != NEVER;
      due = sweeping ? Math.min(sweepEnd, now + GATHER) : Math.min(due, Math.max(now, earliest));
    }
  }

  private void round(Rounds open) {
    long start = now();
    Outcome outcome = open.round(sweepEnd != NEVER);
    long end = now();
    due = NEVER;
    sweepEnd = outcome == Outcome.SWEEP ? end + LONGEST_SWEEP : NEVER;
    // a host where much happens that is not ours must not keep a core busy
    boolean isOthers = outcome == Outcome.QUIET || outcome == Outcome.FOUND;
    long gather = isOthers ? Math.max(GATHER, 2 * (end - start)) : GATHER;
    earliest = isHeard ? end + gather : end;
    isHeard &= outcome == Outcome.LOCKED;
    switch (outcome) {
      case QUIET, MENDED ->
          look = Math.min(look, Math.max(end + Clock.SECOND, looked + LOOK_SHARE * lookCost));
      case LOCKED -> due = end + LOCK_PAUSE;
      case AGAIN, SWEEP -> due = end + GATHER;
      case FAILED, UNDONE -> {
        due = end + retry;
        // trying at each event would make and undo the same things again and again
        earliest = outcome == Outcome.UNDONE ? due : end + Math.min(retry, FIRST_RETRY) / 4;
        retry = Math.min(2 * retry, LAST_RETRY);
      }
      case FOUND -> {
        retry = FIRST_RETRY;
        looked = end;
        lookCost = end - start;
        look = end + Math.max(LOOK_PAUSE, SHARE * lookCost);
      }
    }
    long ends = undoings.nextEnd(clock.nanos());
    holdEnd = ends == NEVER ? NEVER : ends - begin;
    if (outcome != Outcome.QUIET) {
      lastWork = end;
      isTrimmed = false;
    }
    if (!isReady && outcome != Outcome.LOCKED && outcome != Outcome.SWEEP) {
      isReady = true;
      journal.readyForSystemd();
    }
  }

  /** Does what is due because of the time. */
  private void passTime() {
    long now = now();
    if (now >= alive) {
      notifier.alive();
      alive = now + notifier.watchdog();
    }
    if (now >= poll) {
      poll = now + interval;
      poll(now);
    }
    if (now >= holdEnd) {
      // a key that is no longer left alone makes no event
      holdEnd = NEVER;
      lookAgain();
    }
  }

  private void lookAgain() {
    Rounds open = rounds;
    if (open != null) {
      open.lookAgain();
      due = Math.min(due, Math.max(now(), earliest));
    }
  }

  private void poll(long now) {
    if (!post.isThere()) {
      gone();
      return;
    }
    Rounds open = rounds;
    if (open == null) {
      back();
      return;
    }
    undoings.tidy(clock.nanos());
    if (open.ledgerDiffers() || open.look().filter(Look::parametersDiffer).isPresent()) {
      due = Math.min(due, Math.max(now, earliest));
    }
    if (now >= tables) {
      if (open.look().filter(Look::tablesDiffer).isPresent()) {
        lookAgain();
      }
      tables = now() + SHARE * (now() - now);
    }
    if (now >= look) {
      look = NEVER;
      lookAgain();
    }
    if (!isTrimmed && now - lastWork > QUIET) {
      isTrimmed = true;
      trim();
    }
  }

  /** Gives back the memory that the heap has grown by. */
  private void trim() {
    if (Runtime.getRuntime().totalMemory() > heap + GROWTH) {
      System.gc();
      heap = Runtime.getRuntime().totalMemory();
    }
  }

  private void gone() {
    journal.failed(new Note("namespace-gone", "the network namespace is gone: waiting for it"));
    leave();
    post.leave();
  }

  private void leave() {
    Rounds open = rounds;
    if (open != null) {
      open.close();
    }
    rounds = null;
  }

  private void back() {
    try {
      enter();
    } catch (RuntimeException e) {
      journal.failed(e);
      post.leave();
    }
  }

  private void reload() {
    notifier.reloading(clock.nanos());
    try {
      Task next = post.read();
      check(next);
      task = next;
      undoings.forget();
      Rounds open = rounds;
      if (open != null) {
        open.take(next);
      }
      retry = FIRST_RETRY;
      due = now();
      journal.reloaded();
    } catch (RuntimeException e) {
      journal.rejected(e);
    }
    journal.readyForSystemd();
  }

  /** Throws what is wrong with a config; what the host lacks may come. */
  private void check(Task next) {
    Rounds open = rounds;
    if (open == null) {
      return;
    }
    try {
      open.check(next);
    } catch (ConfigException | ConflictException e) {
      throw e;
    } catch (RuntimeException e) {
      // the next round tells
    }
  }
}
