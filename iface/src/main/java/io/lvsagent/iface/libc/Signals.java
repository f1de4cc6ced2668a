package io.lvsagent.iface.libc;

import java.lang.reflect.Proxy;

/**
 * Signals to this process. {@code sun.misc.Signal} is called by reflection, because javac refuses
 * it as internal.
 */
public final class Signals {
  private static final String SIGNAL = "sun.misc.Signal";

  private Signals() {}

  /**
   * Runs a task whenever the signal arrives, in place of what the JVM would do. It stays ignored if
   * this process was started so.
   *
   * @param name such as {@code TERM}
   */
  public static void handle(String name, Runnable task) {
    try {
      Class<?> signal = Class.forName(SIGNAL);
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object runs =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                task.run();
                return null;
              });
      Object named = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, named, runs);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM passes on no signals", e);
    }
  }

  /** Sends a signal to this process. */
  public static void raise(String name) {
    try {
      Class<?> signal = Class.forName(SIGNAL);
      Object named = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("raise", signal).invoke(null, named);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM sends no signals", e);
    }
  }
}
