package io.lvsagent.iface.netlink;

/** Names of the kernel's errors, from jnr-constants, which is loaded for an error only. */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EACCES = 13;
  public static final int EEXIST = 17;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int EOPNOTSUPP = 95;
  public static final int EADDRNOTAVAIL = 99;

  private Errno() {}

  /** {@code EPERM (Operation not permitted)}. */
  public static String describe(int errno) {
    jnr.constants.platform.Errno known = jnr.constants.platform.Errno.valueOf(errno);
    return known.name() + " (" + known.description() + ")";
  }
}
