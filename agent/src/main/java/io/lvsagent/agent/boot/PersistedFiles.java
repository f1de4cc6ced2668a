package io.lvsagent.agent.boot;

import io.lvsagent.agent.boot.PersistException.Reason;
import io.lvsagent.agent.boot.PersistedFile.Result;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files of ours in /etc. A file of the same name that is not ours is never touched. */
public final class PersistedFiles {
  public static final String SYSCTLS = "/etc/sysctl.d/90-lvs-agent.conf";
  public static final String MODULES = "/etc/modules-load.d/lvs-agent.conf";

  private final RootFolder root;

  public PersistedFiles(RootFolder root) {
    this.root = root;
  }

  /** Returns what is to become of both files; nothing is changed. */
  public List<PersistedFile> planned(Persistence wanted) {
    return List.of(planned(SYSCTLS, wanted.sysctls()), planned(MODULES, wanted.modules()));
  }

  /** Returns what is to become of both files if they are removed. */
  public List<PersistedFile> removal() {
    return List.of(planned(SYSCTLS, List.of()), planned(MODULES, List.of()));
  }

  private PersistedFile planned(String file, List<String> lines) {
    String text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    String shown = root.shown(file);
    Path place = root.place(file);
    boolean isThere = Files.exists(place, LinkOption.NOFOLLOW_LINKS);
    if (isThere && !isOurs(place)) {
      return new PersistedFile(shown, Result.FOREIGN, text, "");
    } else if (text(place).orElse("").equals(text)) {
      return new PersistedFile(shown, Result.UNCHANGED, text, "");
    }
    String word = "'" + shown.replace("'", "'\\''") + "'";
    word = shown.matches("[A-Za-z0-9_./-]+") ? shown : word;
    String folder = word.substring(0, word.lastIndexOf('/')) + (word.startsWith("'") ? "'" : "");
    String make = Files.isDirectory(place.resolveSibling(".")) ? "" : "mkdir -p " + folder + "\n";
    String shell =
        text.isEmpty()
            ? "rm " + word + "\n"
            : make + "cat >" + word + " <<'EOF'\n" + text + "EOF\n";
    return new PersistedFile(shown, Result.PLANNED, text, shell);
  }

  private static boolean isOurs(Path place) {
    return Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)
        && text(place).filter(text -> text.startsWith(Persistence.MARK)).isPresent();
  }

  private static Optional<String> text(Path place) {
    try {
      return Optional.of(Files.readString(place, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Throws PersistException if a file that is to be written is somebody else's. */
  public static void requireOurs(List<PersistedFile> planned) {
    for (PersistedFile file : planned) {
      if (file.result() == Result.FOREIGN && !file.text().isEmpty()) {
        throw new PersistException(
            Reason.FOREIGN,
            file.path()
                + " is not a file of lvs-agent: move it away, or rename it; nothing was written");
      }
    }
  }

  /**
   * Writes or removes files as planned: all of them, or none. Throws PersistException if one is
   * somebody else's and in the way, or cannot be written.
   */
  public List<PersistedFile> apply(List<PersistedFile> planned) {
    requireOurs(planned);
    List<PersistedFile> done = new ArrayList<>();
    List<Path> fresh = new ArrayList<>();
    String at = "";
    try {
      for (PersistedFile file : planned) {
        at = file.path();
        boolean writes = file.result() == Result.PLANNED && !file.text().isEmpty();
        fresh.add(writes ? prepared(Path.of(file.path()), file.text()) : Path.of(""));
      }
      for (int i = 0; i < planned.size(); i++) {
        PersistedFile file = planned.get(i);
        at = file.path();
        done.add(file.result() == Result.PLANNED ? put(file, fresh.get(i)) : file);
      }
      return done;
    } catch (IOException e) {
      remove(fresh);
      Reason reason =
          e instanceof AccessDeniedException ? Reason.NOT_PERMITTED : Reason.NOT_WRITABLE;
      throw new PersistException(reason, "write " + at + ": " + answer(e));
    }
  }

  private static PersistedFile put(PersistedFile file, Path fresh) throws IOException {
    Path place = Path.of(file.path());
    if (file.text().isEmpty()) {
      Files.deleteIfExists(place);
    } else {
      Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
    }
    sync(parent(place));
    return file.ending(file.text().isEmpty() ? Result.REMOVED : Result.WRITTEN);
  }

  /** Writes a file beside the place, with a name that no program reads. */
  private static Path prepared(Path place, String text) throws IOException {
    Path folder = Files.createDirectories(parent(place));
    Path fresh = Files.createTempFile(folder, ".lvs-agent", ".new");
    Files.writeString(fresh, text, StandardCharsets.ISO_8859_1);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
    sync(fresh);
    return fresh;
  }

  private static Path parent(Path place) {
    return place.toAbsolutePath().resolve("..").normalize();
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void remove(List<Path> fresh) {
    for (Path path : fresh) {
      try {
        if (!path.toString().isEmpty()) {
          Files.deleteIfExists(path);
        }
      } catch (IOException e) {
        // it has a name that no program reads
      }
    }
  }

  private static String answer(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason =
        e instanceof java.nio.file.FileSystemException file ? file.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }
}
