package io.lvsagent.agent.ledger;

import io.lvsagent.agent.ledger.LedgerException.Reason;
import io.lvsagent.iface.ByteText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one ledger: {@code STATE/BOOT/NAMESPACE}. A lock admits one writer or several
 * readers; a new ledger replaces the old one completely, or not at all.
 */
public final class LedgerStore implements AutoCloseable {
  private static final String LEDGER = "ledger";
  public static final String UNCONFIRMED = "unconfirmed";
  private static final FileAttribute<Set<PosixFilePermission>> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path name;
  private final @Nullable StateFolder folder;
  private final @Nullable FileChannel lock;
  private Ledger onDisk = Ledger.EMPTY;

  /** The start that is to be confirmed, while it runs. */
  private @Nullable Unconfirmed confirming;

  private LedgerStore(Path name, @Nullable StateFolder folder, @Nullable FileChannel lock) {
    this.name = name;
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Opens the ledger for writing; waits up to {@code seconds} for other runs to end.
   *
   * @param place the path of the ledger's folder in the state folder
   */
  public static LedgerStore toWrite(Path state, Path place, int seconds) {
    Path name = state.resolve(place);
    try {
      Set<StandardOpenOption> how = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      LedgerStore store = locked(StateFolder.made(state, place), how, seconds);
      store.removeUnfinished();
      return store;
    } catch (IOException e) {
      throw notWritable(name, e);
    }
  }

  /** Opens the ledger for reading; one that was never written is empty. */
  public static LedgerStore toRead(Path state, Path place, int seconds) {
    return opened(state, place, seconds);
  }

  /** Opens the ledger to read it without a lock, while nobody is known to write it. */
  public static LedgerStore unlocked(Path state, Path place) {
    return opened(state, place, -1);
  }

  /** Opens an existing folder; without a lock if {@code seconds} is negative. */
  private static LedgerStore opened(Path state, Path place, int seconds) {
    Path name = state.resolve(place);
    try {
      StateFolder folder = StateFolder.existing(state, place);
      return seconds < 0
          ? new LedgerStore(folder.name(), folder, null)
          : locked(folder, Set.of(StandardOpenOption.READ), seconds);
    } catch (NoSuchFileException e) {
      return new LedgerStore(name, null, null);
    } catch (AccessDeniedException e) {
      throw new LedgerException(Reason.NOT_PERMITTED, name + ": only root may read the ledger");
    } catch (IOException e) {
      throw new LedgerException(Reason.DAMAGED, name + ": " + answer(e));
    }
  }

  private static LedgerStore locked(StateFolder folder, Set<StandardOpenOption> how, int seconds)
      throws IOException {
    try {
      FileChannel channel = FileChannel.open(folder.file("lock"), how, FILE);
      boolean shared = how.contains(StandardOpenOption.READ);
      FileChannel lock = locked(channel, shared, seconds, folder.name());
      return new LedgerStore(folder.name(), folder, lock);
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** Removes what a run that was killed has left. Where this fails, {@link #write} reports it. */
  private void removeUnfinished() {
    try {
      Files.deleteIfExists(fresh());
    } catch (IOException e) {
      // nobody reads it
    }
  }

  private Path fresh() {
    return inside().resolve("ledger.new");
  }

  private Path inside() {
    return Objects.requireNonNull(folder, "opened for reading").path();
  }

  private static FileChannel locked(FileChannel channel, boolean shared, int seconds, Path folder)
      throws IOException {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    try {
      while (true) {
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
        if (lock != null) {
          return channel;
        }
        if (System.nanoTime() >= end) {
          channel.close();
          throw new LedgerException(
              Reason.LOCKED, folder + ": another run holds the lock (waited " + seconds + " s)");
        }
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LedgerException(Reason.LOCKED, folder + ": interrupted while waiting for the lock");
    }
  }

  /** Throws LedgerException if the ledger is damaged or of a newer version. */
  public Ledger read() {
    Path shown = name.resolve(LEDGER);
    try {
      onDisk =
          folder == null
              ? Ledger.EMPTY
              : LedgerText.read(text(folder.file(LEDGER)), shown.toString());
    } catch (NoSuchFileException e) {
      onDisk = Ledger.EMPTY;
    } catch (IOException e) {
      throw new LedgerException(Reason.DAMAGED, shown + ": " + answer(e));
    }
    return onDisk;
  }

  /** Goes on from a ledger that is known to be the one on the disk. */
  public void resume(Ledger known) {
    onDisk = known;
  }

  private static String text(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return ByteText.of(bytes, bytes.length);
  }

  /** Writes a new file, syncs it, renames it and syncs the folder, unless nothing has changed. */
  public void write(Ledger ledger) {
    if (ledger.isUnchanged(onDisk)) {
      return;
    }
    replace(LEDGER, ledger, null);
    onDisk = ledger;
  }

  /** Writes a ledger, or a start with its own. */
  private void replace(String file, Ledger ledger, @Nullable Unconfirmed start) {
    Path inside = inside();
    Path fresh = fresh();
    try {
      Files.deleteIfExists(fresh);
      Set<StandardOpenOption> how = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      try (FileChannel channel = FileChannel.open(fresh, how, FILE)) {
        OutputStream out = Channels.newOutputStream(channel);
        LedgerText.Target target = piece -> out.write(ByteText.bytes(piece));
        if (start == null) {
          LedgerText.write(ledger, target);
        } else {
          start.write(target);
        }
        channel.force(true);
      }
      Files.move(fresh, inside.resolve(file), StandardCopyOption.ATOMIC_MOVE);
      sync(inside);
    } catch (IOException e) {
      throw notWritable(name.resolve("ledger.new"), e);
    }
  }

  private static void sync(Path inside) throws IOException {
    try (FileChannel directory = FileChannel.open(inside, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  /** Returns true if a start waits to be confirmed, or was not confirmed in time. */
  public boolean isUnconfirmed() {
    return folder != null && Files.exists(folder.path().resolve(UNCONFIRMED));
  }

  /** Returns the start that waits to be confirmed. Throws LedgerException if it is damaged. */
  public Optional<Unconfirmed> unconfirmed() {
    if (!isUnconfirmed()) {
      return Optional.empty();
    }
    Path shown = name.resolve(UNCONFIRMED);
    try {
      Path file = Objects.requireNonNull(folder).file(UNCONFIRMED);
      return Optional.of(Unconfirmed.read(text(file), shown.toString()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new LedgerException(Reason.DAMAGED, shown + ": " + answer(e));
    }
  }

  /** Makes the next run one that is to be confirmed. */
  public void confirming(Unconfirmed start) {
    confirming = start;
  }

  /** Returns true if the run is to record how it is undone. */
  public boolean isConfirming() {
    return confirming != null;
  }

  /** Records how the run is undone, before it changes anything, and again when it is over. */
  public void recordUndo(Ledger undo) {
    write(Objects.requireNonNull(confirming).undoing(undo));
  }

  public void write(Unconfirmed start) {
    replace(UNCONFIRMED, start.undo(), start);
  }

  /** Removes the start that waits: it was confirmed, or taken back. */
  public void settle() {
    Path inside = inside();
    try {
      Files.deleteIfExists(inside.resolve(UNCONFIRMED));
      sync(inside);
    } catch (IOException e) {
      throw notWritable(name.resolve(UNCONFIRMED), e);
    }
  }

  private static LedgerException notWritable(Path path, IOException e) {
    Reason reason = e instanceof AccessDeniedException ? Reason.NOT_PERMITTED : Reason.NOT_WRITABLE;
    return new LedgerException(reason, "write " + path + ": " + answer(e));
  }

  private static String answer(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  @Override
  public void close() {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        // the lock ends with the process
      }
    }
    if (folder != null) {
      folder.close();
    }
  }
}
