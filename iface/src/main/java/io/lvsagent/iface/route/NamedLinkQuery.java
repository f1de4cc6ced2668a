package io.lvsagent.iface.route;

import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.PayloadReader;
import io.lvsagent.iface.netlink.Query;
import java.util.List;

/** The one device of a name. */
record NamedLinkQuery(String name) implements Query<Link> {
  @Override
  public int type() {
    return RtmType.RTM_GETLINK;
  }

  @Override
  public int flags() {
    return 0;
  }

  @Override
  public void write(MessageWriter out) {
    IfInfoMsg.writeFind(out, name);
  }

  @Override
  public void read(PayloadReader answer, List<Link> into) {
    into.add(IfInfoMsg.read(answer));
  }

  @Override
  public String toString() {
    return "find link " + name;
  }
}
