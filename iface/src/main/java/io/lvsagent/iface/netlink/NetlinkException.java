package io.lvsagent.iface.netlink;

/** What was said to the kernel, on what, and what it answered. */
public final class NetlinkException extends RuntimeException {
  private final String operation;
  private final int errno;
  private final String kernelMessage;

  /**
   * @param operation such as {@code add address 192.0.2.10/32 dev lo}
   * @param errno positive, as in errno.h
   * @param kernelMessage extended ACK text (NLMSGERR_ATTR_MSG), or empty
   */
  public NetlinkException(String operation, int errno, String kernelMessage) {
    this.operation = operation;
    this.errno = errno;
    this.kernelMessage = kernelMessage;
  }

  /** Made when it is asked for: most refusals mean "already so", and nobody reads them. */
  @Override
  public String getMessage() {
    return operation
        + ": "
        + Errno.describe(errno)
        + (kernelMessage.isEmpty() ? "" : ": " + kernelMessage);
  }

  public String operation() {
    return operation;
  }

  public int errno() {
    return errno;
  }

  public String kernelMessage() {
    return kernelMessage;
  }
}
