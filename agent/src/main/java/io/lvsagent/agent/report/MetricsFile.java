package io.lvsagent.agent.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A file of metrics in the folder that the textfile collector of node_exporter reads. */
public record MetricsFile(Path path) {
  private static final int MOST = 1 << 26;

  /**
   * Replaces the file at once. The new one is first written under a name that does not end in
   * .prom, which nobody reads. A device or a link in its place is left. Throws IOException with a
   * text for people.
   */
  public void write(String text) throws IOException {
    Path file = path.toAbsolutePath();
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("cannot write " + path + ": it is there, and is no regular file");
    }
    try {
      Path fresh = Files.createTempFile(file.getParent(), file.getFileName() + ".", ".new");
      try {
        Files.writeString(fresh, text);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      String why =
          e instanceof FileSystemException refusal && refusal.getReason() != null
              ? String.valueOf(refusal.getReason())
              : e.getClass().getSimpleName();
      throw new IOException("cannot write " + path + ": " + why, e);
    }
  }

  /** Returns what the file has; nothing if it cannot be read. */
  public String read() {
    try {
      boolean isOurs = Files.isRegularFile(path) && Files.size(path) < MOST;
      return isOurs ? new String(Files.readAllBytes(path), StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      return "";
    }
  }
}
