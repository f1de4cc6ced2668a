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
  /** After so much quiet, the memory that rounds have used is given back. */
  private static final long QUIET = 5 * Clock.SECOND;

  /** So many bytes more are worth the time to give them back. */
  private static final long GROWTH = 1 << 20;

  /** Reading tables from time to time takes at most 0.1 % of it. */
  private static final int SHARE = 1000;

  private final Post post;
  private final boolean repairing;
  private final long interval;
  private final Clock clock;
  private final Waiting waiting;
  private final Notifier notifier;
  private final Journal journal;
  private final Undoings undoings = new Undoings();
  private final Schedule schedule = new Schedule();
  private final long begin;

  private Task task;

  /** Null while the namespace is gone. */
  private @Nullable Rounds rounds;

  /** All times are since the watch began. */
  private long poll;

  private long tables;
  private long alive;
  private long holdEnd = Schedule.NEVER;
  private long lastWork;

  /** The bytes that the heap had when memory was given back last. */
  private long heap;

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
    schedule.afresh(now());
  }

  private long now() {
    return clock.nanos() - begin;
  }

  /** Runs until it is told to end. */
  public void run() {
    poll = interval;
    alive = notifier.watchdog();
    while (true) {
      Rounds open = rounds;
      if (open != null && now() >= schedule.due()) {
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
    long due = open == null ? Schedule.NEVER : schedule.due();
    long until = Math.min(Math.min(due, poll), Math.min(holdEnd, alive));
    return waiting.await(open == null ? -1 : open.descriptor(), until - now());
  }

  private void hear() {
    Rounds open = rounds;
    if (open != null && open.drain()) {
      schedule.heard(now());
    }
  }

  private void round(Rounds open) {
    long start = now();
    Outcome outcome = open.round(schedule.isSweeping());
    long end = now();
    schedule.ran(outcome, start, end);
    long ends = undoings.nextEnd(clock.nanos());
    holdEnd = ends == Schedule.NEVER ? Schedule.NEVER : ends - begin;
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
      holdEnd = Schedule.NEVER;
      lookAgain();
    }
  }

  private void lookAgain() {
    Rounds open = rounds;
    if (open != null) {
      open.lookAgain();
      schedule.soon(now());
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
      schedule.soon(now);
    }
    if (now >= tables) {
      if (open.look().filter(Look::tablesDiffer).isPresent()) {
        lookAgain();
      }
      tables = now() + SHARE * (now() - now);
    }
    if (schedule.isLookDue(now)) {
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
      schedule.afresh(now());
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
