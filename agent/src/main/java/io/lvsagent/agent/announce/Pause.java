package io.lvsagent.agent.announce;

/** Waits until a moment of {@link System#nanoTime}. */
public final class Pause {
  public static final long MILLISECOND = 1_000_000;

  private Pause() {}

  /** Returns false if the thread was interrupted; its interrupt flag stays set. */
  public static boolean until(long nanoTime) {
    try {
      for (long left; (left = nanoTime - System.nanoTime()) > 0; ) {
        Thread.sleep(left / MILLISECOND, (int) (left % MILLISECOND));
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
