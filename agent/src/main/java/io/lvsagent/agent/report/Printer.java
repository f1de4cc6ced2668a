package io.lvsagent.agent.report;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says reports: the answer on stdout, the rest on stderr; a reader who has gone is no error. */
public final class Printer {
  private final boolean json;
  private final boolean quiet;
  private final boolean verbose;

  public Printer(boolean json, boolean quiet, boolean verbose) {
    this.json = json;
    this.quiet = quiet;
    this.verbose = verbose;
  }

  public void print(Report report) {
    if (json) {
      say(FileDescriptor.out, JsonReport.of(report, host()));
    } else {
      say(FileDescriptor.out, TextReport.of(report, colour(), verbose, quiet));
    }
    String remarks = TextReport.remarks(report);
    if (!json || report.error().isPresent()) {
      say(FileDescriptor.err, remarks);
    }
  }

  /** A line about what is going on, such as a traced message. */
  public static void remark(String line) {
    say(FileDescriptor.err, line + "\n");
  }

  private static void say(FileDescriptor where, String text) {
    if (text.isEmpty()) {
      return;
    }
    // not closed: the descriptor is the process's, not ours
    FileOutputStream out = new FileOutputStream(where);
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // a closed pipe; what was done is in the ledger all the same
    }
  }

  private static boolean colour() {
    if (System.getenv("NO_COLOR") != null) {
      return false;
    }
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }

  private static String host() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).trim();
    } catch (IOException e) {
      return "";
    }
  }
}
