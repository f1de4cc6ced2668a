package io.lvsagent.agent.ledger;

import io.lvsagent.agent.ledger.LedgerException.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one ledger: {@code STATE/BOOT/NAMESPACE}. A lock admits one writer or several
 * readers; a new ledger replaces the old one completely, or not at all.
 */
public final class LedgerStore implements AutoCloseable {
  private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path folder;
  private final @Nullable FileChannel lock;
  private Ledger onDisk = Ledger.EMPTY;

  private LedgerStore(Path folder, @Nullable FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** Opens the ledger for writing; waits up to {@code seconds} for other runs to end. */
  public static LedgerStore toWrite(Path folder, int seconds) {
    try {
      Files.createDirectories(folder, FOLDER);
      Set<StandardOpenOption> how = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileChannel channel = FileChannel.open(folder.resolve("lock"), how, FILE);
      return new LedgerStore(folder, locked(channel, false, seconds, folder));
    } catch (IOException e) {
      throw notWritable(folder, e);
    }
  }

  /** Opens the ledger for reading; one that was never written is empty. */
  public static LedgerStore toRead(Path folder, int seconds) {
    try {
      FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.READ);
      return new LedgerStore(folder, locked(channel, true, seconds, folder));
    } catch (NoSuchFileException e) {
      return new LedgerStore(folder, null);
    } catch (AccessDeniedException e) {
      throw new LedgerException(Reason.NOT_PERMITTED, folder + ": only root may read the ledger");
    } catch (IOException e) {
      throw new LedgerException(Reason.DAMAGED, folder + ": " + answer(e));
    }
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
    Path file = file();
    try {
      onDisk = LedgerText.read(Files.readString(file), file.toString());
    } catch (NoSuchFileException e) {
      onDisk = Ledger.EMPTY;
    } catch (IOException e) {
      throw new LedgerException(Reason.DAMAGED, file + ": " + answer(e));
    }
    return onDisk;
  }

  /** Writes a new file, syncs it, renames it and syncs the folder, unless nothing has changed. */
  public void write(Ledger ledger) {
    if (ledger.isUnchanged(onDisk)) {
      return;
    }
    Path fresh = folder.resolve("ledger.new");
    try {
      Files.deleteIfExists(fresh);
      Set<StandardOpenOption> how = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      try (FileChannel channel = FileChannel.open(fresh, how, FILE)) {
        OutputStream out = Channels.newOutputStream(channel);
        LedgerText.write(ledger, piece -> out.write(piece.getBytes(StandardCharsets.UTF_8)));
        channel.force(true);
      }
      Files.move(fresh, file(), StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
        directory.force(true);
      }
      onDisk = ledger;
    } catch (IOException e) {
      throw notWritable(fresh, e);
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

  private Path file() {
    return folder.resolve("ledger");
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
  }
}
