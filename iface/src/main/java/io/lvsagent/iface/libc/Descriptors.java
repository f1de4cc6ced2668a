package io.lvsagent.iface.libc;

import java.nio.ByteBuffer;

/** Functions of the C library for processes that wait; see {@link Libc}. */
public final class Descriptors {
  private static final int EFD_CLOEXEC = 0x80000;
  private static final int EFD_NONBLOCK = 0x800;
  private static final short POLLIN = 1;

  /** struct pollfd (poll.h): descriptor, events, revents. */
  private static final int POLLFD = 8;

  private static final int REVENTS = 6;

  private static final int F_GETLK = 5;
  private static final short F_WRLCK = 1;

  private static final long POLL = Libc.symbol("poll");
  private static final long EVENTFD = Libc.symbol("eventfd");
  private static final long READ = Libc.symbol("read");
  private static final long WRITE = Libc.symbol("write");
  private static final long SENDTO = Libc.symbol("sendto");
  private static final long FCNTL = Libc.symbol("fcntl");

  private Descriptors() {}

  /** Returns a counter that wakes who polls it; see eventfd(2). */
  public static int eventfd() {
    return Libc.outcome(
        Libc.INVOKER.invokeN2(Libc.BY_ARITY[2], EVENTFD, 0, EFD_CLOEXEC | EFD_NONBLOCK));
  }

  /** Adds 1 to the counter of an eventfd. */
  public static int signal(int eventfd) {
    ByteBuffer one = NativeBuffer.allocate(Long.BYTES).putLong(0, 1);
    return transfer(WRITE, eventfd, one);
  }

  /** Sets the counter of an eventfd to 0. */
  public static int reset(int eventfd) {
    return transfer(READ, eventfd, NativeBuffer.allocate(Long.BYTES));
  }

  private static int transfer(long function, int fd, ByteBuffer bytes) {
    return Libc.outcome(
        Libc.INVOKER.invokeN3(Libc.BY_ARITY[3], function, fd, Libc.at(bytes), bytes.remaining()),
        bytes);
  }

  /**
   * Waits until one of the descriptors can be read, or for so many milliseconds. Returns a bit for
   * each that can be read, or minus errno.
   */
  public static int poll(int[] descriptors, int milliseconds) {
    ByteBuffer polled = NativeBuffer.allocate(POLLFD * descriptors.length);
    for (int i = 0; i < descriptors.length; i++) {
      polled.putInt(i * POLLFD, descriptors[i]).putShort(i * POLLFD + Integer.BYTES, POLLIN);
    }
    int ready =
        Libc.outcome(
            Libc.INVOKER.invokeN3(
                Libc.BY_ARITY[3], POLL, Libc.at(polled), descriptors.length, milliseconds),
            polled);
    if (ready <= 0) {
      return ready;
    }
    int readable = 0;
    for (int i = 0; i < descriptors.length; i++) {
      readable |= polled.getShort(i * POLLFD + REVENTS) == 0 ? 0 : 1 << i;
    }
    return readable;
  }

  /** Sends a message to an address without waiting. */
  public static int sendto(int fd, ByteBuffer message, ByteBuffer address) {
    long result =
        Libc.INVOKER.invokeN6(
            Libc.BY_ARITY[6],
            SENDTO,
            fd,
            Libc.at(message),
            message.remaining(),
            Libc.MSG_DONTWAIT,
            Libc.at(address),
            address.remaining());
    return Libc.outcome(result, message, address);
  }

  /**
   * Returns 1 if another process holds a lock for writing on an open file, 0 if none does, or minus
   * errno. Nothing is locked by this.
   */
  public static int isWriteLocked(int fd) {
    // struct flock: a lock for reading is refused only by one for writing
    ByteBuffer lock = NativeBuffer.allocate(4 * Long.BYTES);
    int outcome =
        Libc.outcome(
            Libc.INVOKER.invokeN3(Libc.BY_ARITY[3], FCNTL, fd, F_GETLK, Libc.at(lock)), lock);
    return outcome < 0 ? outcome : lock.getShort(0) == F_WRLCK ? 1 : 0;
  }
}
