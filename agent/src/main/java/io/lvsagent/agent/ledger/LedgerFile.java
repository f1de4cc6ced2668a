package io.lvsagent.agent.ledger;

import io.lvsagent.iface.libc.Descriptors;
import io.lvsagent.iface.libc.Libc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;

/**
 * The ledger as a process sees it that looks at it again and again, and mostly without the lock.
 * Each run replaces the file before its first change, so that its identity tells whether there was
 * one.
 */
public final class LedgerFile {
  private final Path state;
  private final Path place;
  private final Path path;
  private List<Object> known = List.of();
  private Ledger last = Ledger.EMPTY;
  private boolean wasRead;

  /**
   * Does not read it yet.
   *
   * @param place the path of the ledger's folder in the state folder
   */
  public LedgerFile(Path state, Path place) {
    this.state = state;
    this.place = place;
    path = state.resolve(place).resolve("ledger");
  }

  public Path path() {
    return path;
  }

  /** Returns what tells one version of the file from another; nothing if there is none. */
  private List<Object> identity() {
    try {
      BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
      return List.of(Objects.requireNonNull(file.fileKey()), file.lastModifiedTime(), file.size());
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Returns true if it is to be read, because it never was, or is another one by now. */
  public boolean differs() {
    return !wasRead || !identity().equals(known);
  }

  /** Returns true if a ledger that was read is gone. */
  public boolean isLost() {
    return !known.isEmpty() && identity().isEmpty();
  }

  /** Returns the ledger as it was read last. */
  public Ledger last() {
    return last;
  }

  /** Reads without the lock. Throws LedgerException if the ledger is damaged. */
  public void read() {
    try (LedgerStore store = LedgerStore.unlocked(state, place)) {
      read(store);
    }
  }

  /** Reads from an open store. */
  public void read(LedgerStore store) {
    List<Object> now = identity();
    last = store.read();
    known = now;
    wasRead = true;
  }

  /**
   * Returns true while another process may be changing the host. It must not be called while this
   * process holds the lock, which would be lost.
   */
  public boolean isLocked() {
    Path lock = state.resolve(place).resolve("lock");
    int fd = Libc.open(lock.toString(), Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NONBLOCK);
    if (fd < 0) {
      return false;
    }
    int locked = Descriptors.isWriteLocked(fd);
    Libc.close(fd);
    return locked > 0;
  }

  /** Returns true if a start was not confirmed in time, and its record is readable. */
  public boolean isOverdue() {
    if (!Files.exists(path.resolveSibling(LedgerStore.UNCONFIRMED))) {
      return false;
    }
    try (LedgerStore store = LedgerStore.unlocked(state, place)) {
      return store.unconfirmed().filter(Unconfirmed::isOverdue).isPresent();
    } catch (LedgerException e) {
      return false;
    }
  }

  /** Takes the lock. Throws LedgerException with LOCKED at once if another run has it. */
  public LedgerStore lock() {
    return LedgerStore.toWrite(state, place, 0);
  }
}
