package io.lvsagent.agent.watch;

import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts how often somebody undoes what we do. A key that is undone for the fourth time within a
 * minute is left alone for a minute; if that goes on, for twice as long each time, up to 15
 * minutes.
 */
final class Undoings {
  private static final int MOST = 3;
  private static final long WINDOW = 60 * Clock.SECOND;
  private static final long LONGEST = 15 * WINDOW;

  /** A flush deletes again what we put back while it runs. */
  private static final long ONE_EVENT = 200 * Clock.MILLISECOND;

  private final Restarts restarts = new Restarts();
  private final Map<Key, Count> counts = new HashMap<>();

  /**
   * A key that is left alone.
   *
   * @param times when it was undone
   * @param seconds how long it is left
   */
  record Conflict(Key key, List<Instant> times, long seconds) {}

  /** What is known of one key. */
  private static final class Count {
    private final List<Long> undone = new ArrayList<>();
    private final List<Instant> times = new ArrayList<>();
    private long hold;
    private long until = Long.MIN_VALUE;

    private void forgetBefore(long time) {
      while (!undone.isEmpty() && undone.get(0) < time) {
        undone.remove(0);
        times.remove(0);
      }
    }
  }

  /** Takes what a look has found, before what it misses is counted. */
  void saw(HostState host, long now) {
    restarts.saw(host, now);
  }

  /**
   * Counts keys that one event has undone, without those that went along with another. Returns the
   * conflicts that begin with it.
   */
  List<Conflict> undone(Collection<Key> keys, long now, Instant time) {
    List<Conflict> conflicts = new ArrayList<>();
    for (Key key : keys) {
      Count count = counts.computeIfAbsent(key, k -> new Count());
      if (now < count.until) {
        continue;
      }
      count.forgetBefore(now - WINDOW);
      long event = restarts.concern(key, now) ? Restarts.LONGEST : keys.size() > 1 ? ONE_EVENT : 0;
      int known = count.undone.size();
      if (known > 0 && now - count.undone.get(known - 1) < event) {
        continue;
      }
      count.undone.add(now);
      count.times.add(time);
      if (count.undone.size() > MOST) {
        boolean goesOn = count.hold > 0 && now - count.until < LONGEST;
        count.hold = goesOn ? Math.min(2 * count.hold, LONGEST) : WINDOW;
        count.until = now + count.hold;
        conflicts.add(new Conflict(key, List.copyOf(count.times), count.hold / Clock.SECOND));
        count.forgetBefore(Long.MAX_VALUE);
      }
    }
    return conflicts;
  }

  /** Returns the keys that are left alone at a time. */
  Set<Key> left(long now) {
    Set<Key> left = new HashSet<>();
    for (Map.Entry<Key, Count> entry : counts.entrySet()) {
      if (now < entry.getValue().until) {
        left.add(entry.getKey());
      }
    }
    return left;
  }

  /** Returns the time at which the next key is no longer left alone, after the given one. */
  long nextEnd(long now) {
    long next = Long.MAX_VALUE;
    for (Count count : counts.values()) {
      if (count.until > now) {
        next = Math.min(next, count.until);
      }
    }
    return next;
  }

  /** Forgets all, because somebody has seen to it. */
  void forget() {
    counts.clear();
  }

  /** Forgets keys that nobody has touched for long. */
  void tidy(long now) {
    counts.values().removeIf(count -> isOld(count, now));
  }

  private static boolean isOld(Count count, long now) {
    count.forgetBefore(now - WINDOW);
    return count.undone.isEmpty() && (count.hold == 0 || now - count.until > LONGEST);
  }
}
