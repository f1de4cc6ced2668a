package io.lvsagent.iface.route;

import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.NlMsgHdr;
import io.lvsagent.iface.netlink.PayloadReader;
import io.lvsagent.iface.netlink.Query;
import java.util.List;

/** Lists addresses of one family on one device, or on all if the name is empty and the index 0. */
record AddressQuery(boolean v6, String device, int index, Devices devices)
    implements Query<Address> {
  @Override
  public void write(MessageWriter out) {
    out.header(RtmType.RTM_GETADDR, NlMsgHdr.NLM_F_DUMP);
    IfAddrMsg.writeDump(out, v6, index);
  }

  /**
   * Filters the answer again, because Linux before 4.20 ignores the index and a kernel without IPv6
   * answers with IPv4. A device without a name was deleted meanwhile, and its addresses with it.
   */
  @Override
  public void read(PayloadReader answer, List<Address> into) {
    Address address = IfAddrMsg.read(answer, devices);
    boolean matches = device.isEmpty() || address.device().equals(device);
    if (matches && address.ip().isV6() == v6 && !address.device().isEmpty()) {
      into.add(address);
    }
  }

  @Override
  public String toString() {
    return (v6 ? "list IPv6 addresses" : "list IPv4 addresses")
        + (device.isEmpty() ? "" : " dev " + device);
  }
}
