package io.lvsagent.agent.report;

import io.lvsagent.iface.libc.Descriptors;
import io.lvsagent.iface.libc.Signals;
import io.lvsagent.iface.libc.Terminal;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Waits for keys and signals. Closing it gives the terminal back as it was. */
final class Attention implements AutoCloseable {
  private static final int STDIN = 0;
  private static final int CTRL_C = 3;
  private static final int CTRL_D = 4;

  private final int woken = Descriptors.eventfd();
  private final FileInputStream stdin = new FileInputStream(FileDescriptor.in);
  private final Optional<Terminal> keyboard;
  private volatile boolean ended;

  /** Why a wait has ended. */
  enum Reason {
    TIME,
    KEY,
    RESIZED,
    END
  }

  /** Takes the signals from now on, and with {@code keys} those of stdin, if it is a terminal. */
  Attention(boolean keys) {
    for (String signal : List.of("TERM", "INT", "HUP")) {
      Signals.handle(signal, this::end);
    }
    Signals.handle("WINCH", this::wake);
    keyboard = keys ? Terminal.of(STDIN) : Optional.empty();
    keyboard.ifPresent(Terminal::passKeys);
  }

  private void end() {
    ended = true;
    wake();
  }

  private void wake() {
    Descriptors.signal(woken);
  }

  /** Returns true if keys are heard. */
  boolean hasKeys() {
    return keyboard.isPresent();
  }

  /** Waits for so many nanoseconds, or until something happens. */
  Reason await(long nanos) {
    long end = System.nanoTime() + nanos;
    int[] polled = hasKeys() ? new int[] {woken, STDIN} : new int[] {woken};
    while (!ended) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return Reason.TIME;
      }
      // a signal may interrupt the poll, which then returns a negative number
      int ready =
          Math.max(0, Descriptors.poll(polled, (int) Math.min(left / 1_000_000 + 1, 60_000)));
      if ((ready & 1) != 0) {
        Descriptors.reset(woken);
      }
      if ((ready & 2) != 0) {
        return pressed() ? Reason.END : Reason.KEY;
      }
      if (ready != 0 && !ended) {
        return Reason.RESIZED;
      }
    }
    return Reason.END;
  }

  /** Reads what was pressed, and returns true if it ends the view. */
  private boolean pressed() {
    byte[] keys = new byte[64];
    try {
      int count = stdin.read(keys);
      for (int i = 0; i < count; i++) {
        if (keys[i] == 'q' || keys[i] == 'Q' || keys[i] == CTRL_C || keys[i] == CTRL_D) {
          return true;
        }
      }
      return count <= 0;
    } catch (IOException e) {
      // the terminal is gone
      return true;
    }
  }

  @Override
  public void close() {
    keyboard.ifPresent(Terminal::restore);
  }
}
