package io.lvsagent.iface.netlink;

import java.util.List;

/** A request for data, and how its answers are read. */
public interface Query<T> extends Message {
  /** Parses one answer and adds its values, if any, to the list. */
  void read(PayloadReader answer, List<T> into);
}
