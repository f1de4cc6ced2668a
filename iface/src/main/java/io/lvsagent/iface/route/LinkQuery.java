package io.lvsagent.iface.route;

import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.NlMsgHdr;
import io.lvsagent.iface.netlink.PayloadReader;
import io.lvsagent.iface.netlink.Query;
import java.util.List;

/** Asks for the device with a name, or lists all of the namespace if the name is empty. */
record LinkQuery(String name) implements Query<Link> {
  @Override
  public void write(MessageWriter out) {
    out.header(RtmType.RTM_GETLINK, name.isEmpty() ? NlMsgHdr.NLM_F_DUMP : 0);
    IfInfoMsg.writeQuery(out, name);
  }

  @Override
  public void read(PayloadReader answer, List<Link> into) {
    into.add(IfInfoMsg.read(answer));
  }

  @Override
  public String toString() {
    return name.isEmpty() ? "list links" : "find link " + name;
  }
}
