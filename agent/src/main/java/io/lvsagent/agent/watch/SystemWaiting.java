package io.lvsagent.agent.watch;

import io.lvsagent.iface.libc.Descriptors;
import io.lvsagent.iface.libc.Signals;
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

  private void on(String name, AtomicBoolean flag) {
    Signals.handle(
        name,
        () -> {
          flag.set(true);
          Descriptors.signal(woken);
        });
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
