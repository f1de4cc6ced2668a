package io.lvsagent.agent.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the process that holds the lock of a ledger. */
public final class LockHolder {
  private static final Path PROC = Path.of("/proc");

  private LockHolder() {}

  /**
   * Returns a text such as {@code pid 4711, lvs-agent start web}; empty if the holder has ended or
   * is hidden in another PID namespace.
   */
  public static Optional<String> of(Path lock) {
    try {
      String inode = ":" + Files.getAttribute(lock, "unix:ino");
      for (String line : Files.readAllLines(PROC.resolve("locks"))) {
        // proc(5): number, POSIX, ADVISORY, WRITE, pid, major:minor:inode, first and last byte
        List<String> fields = List.of(line.trim().split("\\s+"));
        boolean holds = fields.size() == 8 && fields.get(5).endsWith(inode);
        if (holds && Integer.parseInt(fields.get(4)) > 0) {
          return Optional.of("pid " + fields.get(4) + ", " + command(fields.get(4)));
        }
      }
      return Optional.empty();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Returns the command line without that of the JVM. */
  private static String command(String pid) throws IOException {
    byte[] words = Files.readAllBytes(PROC.resolve(pid).resolve("cmdline"));
    List<String> line = List.of(new String(words, StandardCharsets.UTF_8).split("\0"));
    int jar = line.indexOf("-jar") + 1;
    return jar > 0 && jar < line.size() && line.get(jar).endsWith("lvs-agent.jar")
        ? String.join(" ", "lvs-agent", String.join(" ", line.subList(jar + 1, line.size())))
        : line.get(0);
  }
}
