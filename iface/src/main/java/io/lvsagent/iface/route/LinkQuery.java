package io.lvsagent.iface.route;

import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.NlMsgHdr;
import io.lvsagent.iface.netlink.PayloadReader;
import io.lvsagent.iface.netlink.Query;
import java.util.List;

/** Lists all links of the namespace. */
record LinkQuery() implements Query<Link> {
  @Override
  public void write(MessageWriter out) {
    out.header(RtmType.RTM_GETLINK, NlMsgHdr.NLM_F_DUMP);
    IfInfoMsg.writeDump(out);
  }

  @Override
  public void read(PayloadReader answer, List<Link> into) {
    into.add(IfInfoMsg.read(answer));
  }

  @Override
  public String toString() {
    return "list links";
  }
}
