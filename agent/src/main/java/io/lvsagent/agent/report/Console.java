package io.lvsagent.agent.report;

import io.lvsagent.iface.netlink.Errno;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Where the answer goes, and where the rest; a reader who has gone is no error. */
public record Console(OutputStream out, OutputStream err) {
  /** Not closed: the descriptors are the process's, not ours. */
  public static Console ofProcess() {
    return new Console(
        new FileOutputStream(FileDescriptor.out),
        new PatientStream(new FileOutputStream(FileDescriptor.err)));
  }

  /** Waits until all remarks are written. */
  public void finish() {
    try {
      err.flush();
    } catch (IOException e) {
      // nobody reads them
    }
  }

  /**
   * Writes the answer. Throws ConsoleException if it cannot be written, unless nobody reads it
   * because the pipe or the descriptor is closed.
   */
  void answer(String text) {
    tells(text);
  }

  /** Does the same, and returns false if nobody reads it. */
  boolean tells(String text) {
    try {
      say(out, text);
      return true;
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      boolean isUnread = Errno.isText(Errno.EPIPE, reason) || Errno.isText(Errno.EBADF, reason);
      if (!isUnread) {
        throw new ConsoleException(reason);
      }
      return false;
    }
  }

  void remarks(String text) {
    try {
      say(err, text);
    } catch (IOException e) {
      // there is nowhere left to say it, and what was done is in the ledger all the same
    }
  }

  /** Writes a line about what is going on, such as a traced message. */
  public void remark(String line) {
    remarks(Printable.of(line) + "\n");
  }

  private static void say(OutputStream where, String text) throws IOException {
    if (!text.isEmpty()) {
      where.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
