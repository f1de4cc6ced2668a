package io.lvsagent.iface.route;

/** Retries an assertion about something that the kernel does asynchronously. */
final class Awaiting {
  private static final long PATIENCE_MILLIS = 3000;

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
