package io.lvsagent.agent.ledger;

import io.lvsagent.agent.ledger.LedgerException.Reason;
import io.lvsagent.iface.libc.FileStatus;
import io.lvsagent.iface.libc.Libc;
import io.lvsagent.iface.libc.OpenPath;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The folder of a ledger, which is kept open. From the state folder down, each folder and file
 * belongs to root or to the user who runs lvs-agent, and nobody else can write to it. Whoever could
 * would decide by a forged ledger what is undone as root. Each is checked after the one that holds
 * it, so that nobody else can put another in its place.
 */
final class StateFolder implements AutoCloseable {
  private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final int ROOT = 0;

  private final OpenPath state;
  private final Path name;
  private final Path path;

  /**
   * @param place the path of the folder in the state folder
   * @param making true to make the folders that are missing
   */
  private StateFolder(OpenPath state, Path name, Path place, boolean making) throws IOException {
    this.state = state;
    this.name = name.resolve(place);
    requireFolder(state.status(), name);
    Path inside = state.path();
    Path shown = name;
    for (Path next : place) {
      inside = inside.resolve(next);
      shown = shown.resolve(next);
      if (making) {
        make(inside);
      }
      requireFolder(FileStatus.of(inside, LinkOption.NOFOLLOW_LINKS), shown);
    }
    path = inside;
  }

  /** Opens the folder and makes it if it is missing. */
  static StateFolder made(Path state, Path place) throws IOException {
    try {
      Files.createDirectories(state, FOLDER);
    } catch (FileAlreadyExistsException e) {
      // what is there instead, the check tells
    }
    return open(state, place, true);
  }

  /** Opens the folder. Throws NoSuchFileException if it is missing. */
  static StateFolder existing(Path state, Path place) throws IOException {
    return open(state, place, false);
  }

  private static StateFolder open(Path state, Path place, boolean making) throws IOException {
    OpenPath opened = OpenPath.of(state);
    try {
      return new StateFolder(opened, state, place, making);
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static void make(Path folder) throws IOException {
    try {
      Files.createDirectory(folder, FOLDER);
    } catch (FileAlreadyExistsException e) {
      // which of the two it is, the check tells
    }
  }

  private static void requireFolder(FileStatus status, Path shown) throws IOException {
    if (!status.isFolder()) {
      throw new FileSystemException(shown.toString(), null, "not a folder");
    }
    requireOurs(status, shown);
  }

  private static void requireOurs(FileStatus status, Path shown) {
    if (status.owner() != ROOT && status.owner() != Libc.geteuid()) {
      throw refused(shown, "is owned by uid " + status.owner() + ": make root its owner");
    }
    if (status.isWritableByOthers()) {
      throw refused(
          shown, "is writable by group or others: keep the ledger where only root can write");
    }
  }

  private static LedgerException refused(Path shown, String why) {
    return new LedgerException(Reason.NOT_PERMITTED, shown + ": " + why);
  }

  /** Returns a path to a file of this folder, which the file need not have yet. */
  Path file(String file) throws IOException {
    Path inside = path.resolve(file);
    try {
      FileStatus status = FileStatus.of(inside, LinkOption.NOFOLLOW_LINKS);
      if (!status.isRegular()) {
        throw new LedgerException(Reason.DAMAGED, name.resolve(file) + ": is not a regular file");
      }
      requireOurs(status, name.resolve(file));
    } catch (NoSuchFileException e) {
      // only we can make one
    }
    return inside;
  }

  /** Returns a path that leads to this folder as long as it is open. */
  Path path() {
    return path;
  }

  /** Returns the path by which people know the folder. */
  Path name() {
    return name;
  }

  @Override
  public void close() {
    state.close();
  }
}
