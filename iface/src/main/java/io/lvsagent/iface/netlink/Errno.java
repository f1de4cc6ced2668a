package io.lvsagent.iface.netlink;

import jnr.posix.POSIXFactory;

/** Error numbers of the kernel. Their names come from jnr-constants, loaded only on an error. */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int EXDEV = 18;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int EMFILE = 24;
  public static final int EPIPE = 32;
  public static final int ERANGE = 34;
  public static final int EBADMSG = 74;
  public static final int EMSGSIZE = 90;
  public static final int ENOPROTOOPT = 92;
  public static final int EOPNOTSUPP = 95;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ENETDOWN = 100;
  public static final int ENETUNREACH = 101;
  public static final int ENOBUFS = 105;
  public static final int ETIMEDOUT = 110;
  public static final int EHOSTUNREACH = 113;

  private Errno() {}

  /**
   * Returns true where the text is that of the C library for this error, in the language of the
   * process. That is asked of jnr-posix, which takes its time, only where the text is not English.
   */
  public static boolean isText(int errno, String text) {
    return text.equals(jnr.constants.platform.Errno.valueOf(errno).description())
        || text.equals(POSIXFactory.getPOSIX().strerror(errno));
  }

  /**
   * Returns {@code EPERM (Operation not permitted)}, or {@code errno 524} for an unknown number.
   */
  public static String describe(int errno) {
    jnr.constants.platform.Errno known = jnr.constants.platform.Errno.valueOf(errno);
    if (known == jnr.constants.platform.Errno.__UNKNOWN_CONSTANT__) {
      return "errno " + errno;
    }
    // jnr-constants finds ENOTSUP first, which has the same number; the kernel has only this name.
    String name = errno == EOPNOTSUPP ? "EOPNOTSUPP" : known.name();
    return name + " (" + known.description() + ")";
  }
}
