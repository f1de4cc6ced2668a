package io.lvsagent.agent.lab;

import java.util.function.BooleanSupplier;

/** Waiting for what happens in its own time, as long as a busy machine may need for it. */
public final class Patience {
  private static final long LIMIT = 120_000_000_000L;

  private Patience() {}

  /** Waits until something holds; an AssertionError that names it where it never does. */
  public static void until(String what, BooleanSupplier holds) {
    long end = System.nanoTime() + LIMIT;
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain: " + what);
      }
      Thread.onSpinWait();
    }
  }
}
