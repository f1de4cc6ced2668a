package io.lvsagent.iface.netlink;

/** Something to say to the kernel; {@code toString} says it as an operator would. */
public interface Message {
  /**
   * Writes the message: {@link MessageWriter#header} first, then the family's struct and its
   * attributes. Throws {@link NetlinkException} if the message must not be sent.
   */
  void write(MessageWriter out);

  /** Whether what follows can be written only after this was answered. */
  default boolean endsBatch() {
    return false;
  }
}
