package io.lvsagent.iface.route;

import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.PayloadReader;
import io.lvsagent.iface.netlink.Query;
import java.util.List;

/** Asks for the device with a name. */
record NamedLinkQuery(String name) implements Query<Link> {
  @Override
  public void write(MessageWriter out) {
    out.header(RtmType.RTM_GETLINK, 0);
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
