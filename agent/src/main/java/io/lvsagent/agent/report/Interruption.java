package io.lvsagent.agent.report;

import java.util.function.Supplier;

/** Tells how to go on, if the process is ended in the middle of a run by Ctrl-C or a signal. */
public final class Interruption {
  private static final String TEXT =
      "lvs-agent: interrupted: run lvs-agent start to finish, or lvs-agent stop to undo";

  /** A reader who reads nothing must not keep the process, and with it the lock, for ever. */
  private static final long PATIENCE_MILLIS = 5_000;

  private Interruption() {}

  /** Returns the result of a run. */
  public static <T> T toldOn(Console console, Supplier<T> run) {
    Thread hook = new Thread(() -> tell(console));
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return run.get();
    } finally {
      forget(hook);
    }
  }

  private static void tell(Console console) {
    console.remark(TEXT);
    // the JVM ends with its last hook, whatever is still to be written
    Thread writing = new Thread(console::finish);
    writing.setDaemon(true);
    writing.start();
    try {
      writing.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is being ended, and the hook tells so
    }
  }
}
