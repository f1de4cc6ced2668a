package io.lvsagent.iface.route;

/** Waits for what the kernel does in its own time, as long as a busy machine may need. */
final class Awaiting {
  private static final long PATIENCE_MILLIS = 60_000;

  private Awaiting() {}

  static void untilAsserted(Runnable assertion) {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (true) {
      try {
        assertion.run();
        return;
      } catch (AssertionError notYet) {
        if (System.nanoTime() > end) {
          throw notYet;
        }
      }
      Thread.onSpinWait();
    }
  }
}
