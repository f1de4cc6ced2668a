package io.lvsagent.profiles;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;

/**
 * Seeds of random cases: fixed ones, and fresh ones in each run. A failure names its seed, and
 * {@code -Dseed=N} runs that one alone.
 */
public final class Seeds {
  private Seeds() {}

  /** A law that holds for every seed. */
  @FunctionalInterface
  public interface Law {
    void holds(long seed) throws Exception;
  }

  /** The fixed seeds and some fresh ones, or the one that was asked for. */
  public static List<Long> of(LongStream fixed, int fresh) {
    Long one = Long.getLong("seed");
    LongStream random = ThreadLocalRandom.current().longs(fresh, 1_000, 1_000_000_000);
    return one == null ? LongStream.concat(fixed, random).boxed().toList() : List.of(one);
  }

  /** Tries a law on each of the seeds. */
  public static void each(List<Long> seeds, Law law) {
    for (long seed : seeds) {
      try {
        law.holds(seed);
      } catch (AssertionError | Exception e) {
        throw new AssertionError("seed " + seed + ", again with -Dseed=" + seed + ": " + e, e);
      }
    }
  }
}
