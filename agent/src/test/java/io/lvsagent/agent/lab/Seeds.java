package io.lvsagent.agent.lab;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;

/**
 * Seeds of random cases: fixed ones, so that a build fails for what was changed in it, and with
 * {@code -Dfresh=N} as many fresh ones. A failure names its seed, and {@code -Dseed=N} runs that
 * one alone.
 */
public final class Seeds {
  private Seeds() {}

  /** A law that holds for every seed. */
  @FunctionalInterface
  public interface Law {
    void holds(long seed) throws Exception;
  }

  /** The fixed seeds and the fresh ones that were asked for, or the one that was asked for. */
  public static List<Long> of(LongStream fixed) {
    Long one = Long.getLong("seed");
    int fresh = Integer.getInteger("fresh", 0);
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
