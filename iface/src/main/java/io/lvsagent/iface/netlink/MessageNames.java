package io.lvsagent.iface.netlink;

/** A netlink family's vocabulary. */
public interface MessageNames {
  /** Name of a message type for traces, such as {@code RTM_NEWADDR}. */
  String nameOf(int type);
}
