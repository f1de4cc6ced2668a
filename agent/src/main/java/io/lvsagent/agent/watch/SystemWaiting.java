package io.lvsagent.agent.watch;

import io.lvsagent.iface.libc.Descriptors;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/** Waits for the kernel's events and for signals: SIGHUP reloads, SIGTERM and SIGINT end. */
public final class SystemWaiting implements Waiting {
  private final int woken = Descriptors.eventfd();
  private final AtomicBoolean reload = new AtomicBoolean();
  private final AtomicBoolean stop = new AtomicBoolean();

  /** Takes the signals from now on. */
  public SystemWaiting() {
    on("HUP", reload);
    on("TERM", stop);
    on("INT", stop);
  }

  /** Calls {@code sun.misc.Signal.handle} by reflection, because javac refuses it as internal. */
  private void on(String name, AtomicBoolean flag) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object sets =
          Proxy.newProxyInstance(
              SystemWaiting.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                flag.set(true);
                Descriptors.signal(woken);
                return null;
              });
      Object named = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, named, sets);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM passes on no signals", e);
    }
  }

  @Override
  public Woken await(int descriptor, long nanos) {
    long milliseconds = Math.min(Math.max(0, (nanos + 999_999) / 1_000_000), 3_600_000);
    int[] polled = descriptor < 0 ? new int[] {woken} : new int[] {woken, descriptor};
    int ready = Descriptors.poll(polled, (int) milliseconds);
    if (ready > 0 && (ready & 1) != 0) {
      Descriptors.reset(woken);
    }
    return new Woken(ready > 0 && (ready & 2) != 0, reload.getAndSet(false), stop.get());
  }
}
