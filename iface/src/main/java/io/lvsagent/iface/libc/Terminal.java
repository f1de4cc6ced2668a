package io.lvsagent.iface.libc;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A terminal on a descriptor, by the requests of ioctl_tty(2). */
public final class Terminal {
  private static final int TCGETS = 0x5401;
  private static final int TCSETS = 0x5402;
  private static final int TIOCGWINSZ = 0x5413;

  /**
   * struct termios of the kernel (asm-generic/termbits.h): four flags of 32 bits, the line
   * discipline, and 19 control characters.
   */
  private static final int TERMIOS = 36;

  private static final int LOCAL_FLAGS = 12;
  private static final int CHARACTERS = 17;

  private static final int ISIG = 0x1;
  private static final int ICANON = 0x2;
  private static final int ECHO = 0x8;
  private static final int VTIME = 5;
  private static final int VMIN = 6;

  private final int fd;
  private final ByteBuffer found;

  private Terminal(int fd, ByteBuffer found) {
    this.fd = fd;
    this.found = found;
  }

  /** A number of rows and columns; 0 of a terminal that does not know, such as a serial line. */
  public record Size(int rows, int columns) {}

  /** Returns empty for a descriptor of something else. */
  public static Optional<Terminal> of(int fd) {
    ByteBuffer settings = NativeBuffer.allocate(TERMIOS);
    return Libc.ioctl(fd, TCGETS, settings) < 0
        ? Optional.empty()
        : Optional.of(new Terminal(fd, settings));
  }

  public Size size() {
    ByteBuffer winsize = NativeBuffer.allocate(4 * Short.BYTES);
    return Libc.ioctl(fd, TIOCGWINSZ, winsize) < 0
        ? new Size(0, 0)
        : new Size(
            Short.toUnsignedInt(winsize.getShort(0)),
            Short.toUnsignedInt(winsize.getShort(Short.BYTES)));
  }

  /** Passes on each key as it is pressed, without showing it; Ctrl-C is a key like any other. */
  public int passKeys() {
    ByteBuffer settings = NativeBuffer.allocate(TERMIOS).put(found.duplicate()).rewind();
    int flags = settings.getInt(LOCAL_FLAGS) & ~(ISIG | ICANON | ECHO);
    settings.putInt(LOCAL_FLAGS, flags);
    settings.put(CHARACTERS + VMIN, (byte) 1).put(CHARACTERS + VTIME, (byte) 0);
    return Libc.ioctl(fd, TCSETS, settings);
  }

  /** Makes the terminal again what it was found to be. */
  public int restore() {
    return Libc.ioctl(fd, TCSETS, found);
  }
}
