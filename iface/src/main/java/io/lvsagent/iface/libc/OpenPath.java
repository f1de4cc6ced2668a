package io.lvsagent.iface.libc;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import jnr.constants.platform.Errno;

/**
 * A file or folder that was opened by O_PATH. Its status and what is read from it belong to the
 * same file, even if its name leads to another one by then. Opening has no effect on a FIFO or a
 * device and never waits for one.
 */
public final class OpenPath implements AutoCloseable {
  private static final int O_PATH = 0x200000;

  private final int fd;
  private final FileStatus status;

  private OpenPath(int fd) throws IOException {
    this.fd = fd;
    status = FileStatus.of(path());
  }

  /** Opens a path and follows its links. Throws IOException, as {@link Files} does. */
  public static OpenPath of(Path path) throws IOException {
    int fd = Libc.open(path.toString(), O_PATH | Libc.O_CLOEXEC);
    if (fd < 0) {
      // the JDK meets the same error and has a text for it, unless it is a want of descriptors
      FileStatus.of(path);
      throw new FileSystemException(path.toString(), null, Errno.valueOf(-fd).description());
    }
    try {
      return new OpenPath(fd);
    } catch (IOException | RuntimeException e) {
      Libc.close(fd);
      throw e;
    }
  }

  /** Returns a path that leads to this file as long as it is open. */
  public Path path() {
    return Path.of("/proc/self/fd/" + fd);
  }

  public FileStatus status() {
    return status;
  }

  @Override
  public void close() {
    Libc.close(fd);
  }
}
