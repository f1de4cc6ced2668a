package io.lvsagent.iface.netns;

import io.lvsagent.iface.libc.Libc;
import io.lvsagent.iface.libc.NativeBuffer;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The network namespace of the calling thread. */
public final class Netns {
  private static final Path OWN = Path.of("/proc/thread-self/ns/net");
  private static final int SO_NETNS_COOKIE = 71;
  private static final String IDENTIFY = "identify the network namespace";

  private Netns() {}

  /**
   * Moves the calling thread to a namespace: one with a name in /run/netns, that of a file if the
   * name has a slash, or that of a process if it is {@code pid:N}. Throws {@link NetlinkException}
   * with ENOENT if there is none, EINVAL if the file is not a network namespace, and EPERM without
   * CAP_SYS_ADMIN.
   */
  public static void enter(String name) {
    int fd = -Errno.ENOENT;
    for (String path : paths(name)) {
      if (fd == -Errno.ENOENT) {
        // a FIFO would wait for a writer
        fd = Libc.open(path, Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NONBLOCK);
      }
    }
    if (fd < 0) {
      throw refused(name, -fd);
    }
    int outcome = Libc.setns(fd, Libc.CLONE_NEWNET);
    Libc.close(fd);
    if (outcome < 0) {
      throw refused(name, -outcome);
    }
  }

  /** Returns the files that a name may mean; of those, the first that exists counts. */
  public static List<String> paths(String name) {
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw refused(name, Errno.EINVAL);
    }
    if (name.indexOf('/') >= 0) {
      return List.of(name);
    }
    return name.matches("pid:[1-9][0-9]*")
        ? List.of("/proc/" + name.substring("pid:".length()) + "/ns/net")
        : List.of("/run/netns/" + name, "/var/run/netns/" + name);
  }

  /**
   * Moves the calling thread to a new, empty namespace, which ends with the thread. Returns false
   * if the kernel refuses it.
   */
  public static boolean enterOwn() {
    return Libc.unshare(Libc.CLONE_NEWNET) == 0;
  }

  /**
   * Returns an identifier of the calling thread's namespace that can be a file name: {@code
   * cookie-7}, which is unique within a boot, or before Linux 5.14 {@code inode-4026531840}, which
   * the kernel reuses after the namespace is deleted.
   */
  public static String identity() {
    ByteBuffer cookie = NativeBuffer.allocate(Long.BYTES);
    int fd = Libc.socket(Libc.AF_UNIX, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
    int outcome = fd < 0 ? fd : Libc.getsockopt(fd, Libc.SOL_SOCKET, SO_NETNS_COOKIE, cookie);
    if (fd >= 0) {
      Libc.close(fd);
    }
    if (outcome < 0 && outcome != -Errno.ENOPROTOOPT) {
      throw new NetlinkException(IDENTIFY, -outcome, "");
    }
    return outcome < 0 ? inode() : "cookie-" + Long.toUnsignedString(cookie.getLong(0));
  }

  /** Parses the target of the link, {@code net:[4026531840]}. */
  static String inode() {
    try {
      String link = Files.readSymbolicLink(OWN).toString();
      return "inode-" + link.substring(link.indexOf('[') + 1, link.indexOf(']'));
    } catch (IOException unreadable) {
      throw new NetlinkException(IDENTIFY, Errno.ENOENT, OWN + " cannot be read");
    }
  }

  private static NetlinkException refused(String name, int errno) {
    return new NetlinkException("enter network namespace " + name, errno, "");
  }
}
