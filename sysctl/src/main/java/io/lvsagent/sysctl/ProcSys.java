package io.lvsagent.sysctl;

import io.lvsagent.sysctl.SysctlException.Reason;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes files below /proc/sys, which belong to the network namespace of the calling
 * thread. It uses plain streams, because java.nio takes four times as long for files of two bytes.
 */
public final class ProcSys {
  private static final int LARGEST = 4096;

  private final File root;
  private final Consumer<String> trace;
  private @Nullable File realRoot;

  /** Works below a root, which is {@code /proc/sys} outside tests. */
  public ProcSys(File root) {
    this(root, line -> {});
  }

  /** Works below a root and traces every write as one line. */
  public ProcSys(File root, Consumer<String> trace) {
    this.root = root;
    this.trace = trace;
  }

  public Reading read(SysctlKey key) {
    File file = new File(root, key.toString());
    try (InputStream in = input(file)) {
      return new Reading.Found(words(in));
    } catch (IOException e) {
      return exists(file) ? new Reading.Unreadable(answer(e)) : new Reading.Absent();
    }
  }

  /**
   * Writes a value and reads it back. Throws SysctlException if the kernel refuses the value or if
   * it reads back differently: the kernel does not check ranges (arp_ignore accepts 7) and takes
   * {@code 010} as 8.
   */
  public void write(SysctlKey key, String value) {
    File file = new File(root, key.toString());
    trace.accept("write " + value + " to " + key);
    try {
      requireInside(file, key);
      try (OutputStream out = output(file)) {
        out.write((value + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      throw new SysctlException(key, value, reason(file), answer(e));
    }
    Reading back = read(key);
    if (!back.is(value)) {
      throw new SysctlException(key, value, Reason.REFUSED, "it reads back as " + back);
    }
  }

  /**
   * Throws what {@link #write} would throw for a file that cannot be opened for writing. Nothing is
   * written.
   */
  public void requireWritable(SysctlKey key, String value) {
    File file = new File(root, key.toString());
    try {
      requireInside(file, key);
      if (!exists(file)) {
        throw new FileNotFoundException("No such file or directory");
      }
      // to append, because opening it to overwrite would empty a file that is not the kernel's
      if (RawPath.isNeeded(file)) {
        output(file).close();
      } else {
        new FileOutputStream(file, true).close();
      }
    } catch (IOException e) {
      throw new SysctlException(key, value, reason(file), answer(e));
    }
  }

  /** Returns true if a parameter is there and the file system admits no write. */
  public boolean isReadOnly(SysctlKey key) {
    File file = new File(root, key.toString());
    return exists(file) && reason(file) == Reason.READ_ONLY;
  }

  private static InputStream input(File file) throws IOException {
    return RawPath.isNeeded(file)
        ? Files.newInputStream(RawPath.of(file))
        : new FileInputStream(file);
  }

  private static OutputStream output(File file) throws IOException {
    return RawPath.isNeeded(file)
        ? Files.newOutputStream(RawPath.of(file), StandardOpenOption.WRITE)
        : new FileOutputStream(file);
  }

  private static Path path(File file) {
    return RawPath.isNeeded(file) ? RawPath.of(file) : file.toPath();
  }

  private static boolean exists(File file) {
    return RawPath.isNeeded(file) ? Files.exists(RawPath.of(file)) : file.exists();
  }

  private static boolean canWrite(File file) {
    return RawPath.isNeeded(file) ? Files.isWritable(RawPath.of(file)) : file.canWrite();
  }

  private void requireInside(File file, SysctlKey key) throws IOException {
    File within = realRoot;
    if (within == null) {
      within = root.getCanonicalFile();
      realRoot = within;
    }
    File real = new File(within, key.toString());
    boolean inside =
        RawPath.isNeeded(file)
            ? RawPath.of(file).toRealPath().equals(RawPath.of(real))
            : file.getCanonicalPath().equals(real.getPath());
    if (!inside) {
      throw new IOException("a symbolic link leads out of " + root);
    }
  }

  private static Reason reason(File file) {
    if (!exists(file)) {
      return Reason.ABSENT;
    }
    return canWrite(file) ? Reason.REFUSED : unwritable(file);
  }

  /**
   * Tells a missing permission from a read-only file system, for which access(2) fails alike. The
   * list of mounts does not tell: one folder may be mounted again over itself.
   */
  private static Reason unwritable(File file) {
    try {
      Files.newOutputStream(path(file), StandardOpenOption.WRITE).close();
      return Reason.REFUSED;
    } catch (AccessDeniedException e) {
      return Reason.NOT_PERMITTED;
    } catch (IOException e) {
      return Reason.READ_ONLY;
    }
  }

  /** Removes the path from the JDK's {@code /path (Permission denied)}; our message has it. */
  private String answer(IOException e) {
    String text = String.valueOf(e.getMessage());
    int open = text.startsWith(root.getPath()) ? text.indexOf(" (") : -1;
    return open < 0 ? text : text.substring(open + 2, text.length() - 1);
  }

  /** Reads at most what one read takes: readNBytes would ask for size and position first. */
  private static String words(InputStream in) throws IOException {
    byte[] bytes = new byte[LARGEST];
    int length = in.read(bytes);
    StringBuilder words = new StringBuilder(Math.max(0, length));
    for (int i = 0; i < length; i++) {
      byte b = bytes[i];
      boolean space = b == ' ' || b == '\t' || b == '\n';
      if (!space) {
        words.append((char) (b & 0xff));
      } else if (words.length() > 0 && words.charAt(words.length() - 1) != ' ') {
        words.append(' ');
      }
    }
    int end = words.length();
    return words.substring(0, end > 0 && words.charAt(end - 1) == ' ' ? end - 1 : end);
  }
}
