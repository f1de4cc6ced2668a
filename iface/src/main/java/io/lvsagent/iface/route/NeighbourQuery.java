package io.lvsagent.iface.route;

import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.NlMsgHdr;
import io.lvsagent.iface.netlink.PayloadReader;
import io.lvsagent.iface.netlink.Query;
import java.util.List;

/**
 * Lists neighbours of one family on the device of this name and index, or the proxy entries of all
 * devices if there is none.
 */
record NeighbourQuery(boolean v6, String device, int index, Devices devices)
    implements Query<Neighbour> {
  static NeighbourQuery proxies(boolean v6, Devices devices) {
    return new NeighbourQuery(v6, "", 0, devices);
  }

  @Override
  public void write(MessageWriter out) {
    out.header(RtmType.RTM_GETNEIGH, NlMsgHdr.NLM_F_DUMP);
    if (index == 0) {
      NdMsg.writeProxyDump(out, v6);
    } else {
      NdMsg.writeDump(out, v6, index);
    }
  }

  @Override
  public void read(PayloadReader answer, List<Neighbour> into) {
    into.add(NdMsg.read(answer, devices));
  }

  @Override
  public String toString() {
    String family = v6 ? "list IPv6 " : "list IPv4 ";
    return family + (index == 0 ? "proxy neighbours" : "neighbours dev " + device);
  }
}
