package io.lvsagent.agent.watch;

/**
 * Decides when the next round is due, and when to look at everything, from what the last rounds
 * found and took. All times are nanoseconds since the watch began.
 */
final class Schedule {
  static final long NEVER = Long.MAX_VALUE;

  private static final long GATHER = 20 * Clock.MILLISECOND;
  private static final long LONGEST_SWEEP = Clock.SECOND;
  private static final long LOCK_PAUSE = 10 * Clock.MILLISECOND;
  private static final long FIRST_RETRY = Clock.SECOND;
  private static final long LAST_RETRY = 60 * Clock.SECOND;

  /** How often to look at everything: paths, and what stands beside us, neither tell nor poll. */
  private static final long LOOK_PAUSE = 60 * Clock.SECOND;

  /** Looks without an event take at most 0.05 % of the time. */
  private static final int SHARE = 2000;

  /** After an event that may matter to them, looks take at most 0.5 % of the time. */
  private static final int LOOK_SHARE = 200;

  private long due;

  /** No event leads to a round before this time. */
  private long earliest;

  private long look = LOOK_PAUSE;
  private long looked;
  private long lookCost;
  private long sweepEnd = NEVER;
  private long retry = FIRST_RETRY;
  private boolean isHeard;

  long due() {
    return due;
  }

  /** Returns true if it is waited for the end of an event. */
  boolean isSweeping() {
    return sweepEnd != NEVER;
  }

  /** An event has come. */
  void heard(long now) {
    isHeard = true;
    if (isSweeping()) {
      due = Math.min(sweepEnd, now + GATHER);
    } else {
      soon(now);
    }
  }

  /** Makes a round due as soon as rounds may be. */
  void soon(long now) {
    due = Math.min(due, Math.max(now, earliest));
  }

  /** Makes a round due whatever was, because everything is new. */
  void afresh(long now) {
    retry = FIRST_RETRY;
    due = now;
  }

  /** Returns true, once, if it is time to look at everything. */
  boolean isLookDue(long now) {
    if (now < look) {
      return false;
    }
    look = NEVER;
    return true;
  }

  /** A round has run. */
  void ran(Outcome outcome, long start, long end) {
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
  }
}
