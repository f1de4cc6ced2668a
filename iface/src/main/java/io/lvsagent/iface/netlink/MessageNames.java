package io.lvsagent.iface.netlink;

/** Names the message types of a netlink family. */
public interface MessageNames {
  /** Returns the name of a message type for traces, such as {@code RTM_NEWADDR}. */
  String nameOf(int type);
}
