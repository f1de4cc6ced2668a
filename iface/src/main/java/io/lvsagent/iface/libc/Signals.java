package io.lvsagent.iface.libc;

import java.lang.reflect.Proxy;

/** Signals to this process. */
public final class Signals {
  private Signals() {}

  /**
   * Runs a task whenever the signal arrives, in place of what the JVM would do. It stays ignored if
   * this process was started so.
   *
   * <p>{@code sun.misc.Signal} is called by reflection, because javac refuses it as internal.
   *
   * @param name such as {@code TERM}
   */
  public static void handle(String name, Runnable task) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
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
}
