package io.lvsagent.agent.report;

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
        new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err));
  }

  void answer(String text) {
    say(out, text);
  }

  void remarks(String text) {
    say(err, text);
  }

  /** A line about what is going on, such as a traced message. */
  public void remark(String line) {
    say(err, line + "\n");
  }

  private static void say(OutputStream where, String text) {
    if (text.isEmpty()) {
      return;
    }
    try {
      where.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // a closed pipe; what was done is in the ledger all the same
    }
  }
}
