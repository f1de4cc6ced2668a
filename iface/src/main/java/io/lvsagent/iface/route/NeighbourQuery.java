package io.lvsagent.iface.route;

import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.NlMsgHdr;
import io.lvsagent.iface.netlink.PayloadReader;
import io.lvsagent.iface.netlink.Query;
import java.util.List;

/** Lists neighbours of one family on the device of this name and index. */
record NeighbourQuery(boolean v6, String device, int index, Devices devices)
    implements Query<Neighbour> {
  @Override
  public void write(MessageWriter out) {
    out.header(RtmType.RTM_GETNEIGH, NlMsgHdr.NLM_F_DUMP);
    NdMsg.writeDump(out, v6, index);
  }

  @Override
  public void read(PayloadReader answer, List<Neighbour> into) {
    into.add(NdMsg.read(answer, devices));
  }

  @Override
  public String toString() {
    return (v6 ? "list IPv6 neighbours dev " : "list IPv4 neighbours dev ") + device;
  }
}
