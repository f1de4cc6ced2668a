package io.lvsagent.iface.netlink;

/** A request that failed, with the error that the kernel reported. */
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

  /**
   * Builds the message on demand, because most refusals mean that the host already is in the
   * desired state, and nobody reads those.
   */
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
}
