package io.lvsagent.agent.report;

import java.util.function.Supplier;

/** Tells how to go on, if the process is ended in the middle of a run by Ctrl-C or a signal. */
public final class Interruption {
  private static final String TEXT =
      "lvs-agent: interrupted: run lvs-agent start to finish, or lvs-agent stop to undo";

  private Interruption() {}

  /** Returns the result of a run. */
  public static <T> T toldOn(Console console, Supplier<T> run) {
    Thread hook = new Thread(() -> console.remark(TEXT));
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return run.get();
    } finally {
      forget(hook);
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
