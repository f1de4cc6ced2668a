package io.lvsagent.agent.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/**
 * Writes in a thread of its own, so that a reader who does not read, such as a pager, does not hold
 * up a run that holds the lock. What cannot be written is dropped.
 */
final class PatientStream extends OutputStream {
  private final OutputStream target;
  private final Queue<byte[]> waiting = new ArrayDeque<>();
  private boolean started;

  PatientStream(OutputStream target) {
    this.target = target;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) {
    waiting.add(Arrays.copyOfRange(bytes, from, from + length));
    notifyAll();
    if (!started) {
      Thread thread = new Thread(this::pass, "stderr");
      thread.setDaemon(true);
      thread.start();
      started = true;
    }
  }

  /** Waits until everything is written. */
  @Override
  public synchronized void flush() {
    try {
      while (!waiting.isEmpty()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass() {
    try {
      while (true) {
        byte[] next = next();
        try {
          target.write(next);
        } catch (IOException e) {
          // nobody reads it
        }
        written();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized byte[] next() throws InterruptedException {
    byte[] next = waiting.peek();
    while (next == null) {
      wait();
      next = waiting.peek();
    }
    return next;
  }

  private synchronized void written() {
    waiting.remove();
    notifyAll();
  }
}
