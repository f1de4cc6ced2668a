package io.lvsagent.iface.netlink;

/** Something to say to the kernel; {@code toString} says it as an operator would. */
public interface Message {
  /** Such as RTM_NEWADDR. */
  int type();

  /** NLM_F_* beside NLM_F_REQUEST and NLM_F_ACK. */
  int flags();

  /**
   * Writes the family's struct and attributes. A {@link NetlinkException} refuses the message
   * before it is sent.
   */
  void write(MessageWriter out);

  /** Whether what follows can be written only after this was answered. */
  default boolean endsBatch() {
    return false;
  }
}
