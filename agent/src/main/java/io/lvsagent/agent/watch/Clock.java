package io.lvsagent.agent.watch;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The time of day, and one that only goes forward. */
public interface Clock {
  long MILLISECOND = 1_000_000;
  long SECOND = 1000 * MILLISECOND;

  /** Returns a time in nanoseconds; only differences mean something. */
  long nanos();

  Instant time();

  static Clock ofSystem() {
    return new Clock() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public Instant time() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
      }
    };
  }
}
