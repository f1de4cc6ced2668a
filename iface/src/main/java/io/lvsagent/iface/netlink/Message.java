package io.lvsagent.iface.netlink;

/**
 * A message to the kernel. {@code toString} describes it in an operator's words, as errors and
 * traces show it.
 */
public interface Message {
  /**
   * Writes the message: {@link MessageWriter#header} first, then the family's struct and its
   * attributes. Throws {@link NetlinkException} if the message must not be sent.
   */
  void write(MessageWriter out);

  /** Returns whether later messages can be written only after this one was answered. */
  default boolean endsBatch() {
    return false;
  }
}
