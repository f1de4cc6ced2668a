package io.lvsagent.iface.netlink;

import java.util.List;

/** A question, and how its answers are read. */
public interface Query<T> extends Message {
  /** Adds what one answer holds: nothing, one or many. */
  void read(PayloadReader answer, List<T> into);
}
