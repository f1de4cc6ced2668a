package io.lvsagent.agent.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Prints reports: the answer on stdout, the rest on stderr. */
public record Printer(Console console, boolean json, boolean quiet, boolean verbose) {
  /** Throws ConsoleException where the answer cannot be written, after the rest. */
  public void print(Report report) {
    try {
      console.answer(
          json
              ? Printable.json(JsonReport.of(report, origin()))
              : TextReport.of(report, colour(), verbose, quiet));
    } finally {
      // what went wrong is told also where the answer cannot be
      if (!json || report.error().isPresent()) {
        console.remarks(TextReport.remarks(report, quiet));
      }
    }
  }

  static boolean colour() {
    if (System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }

  static JsonReport.Origin origin() {
    String time = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    return new JsonReport.Origin(host(), time, Report.version());
  }

  static String host() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).trim();
    } catch (IOException e) {
      return "";
    }
  }
}
