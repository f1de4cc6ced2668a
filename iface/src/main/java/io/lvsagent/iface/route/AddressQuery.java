package io.lvsagent.iface.route;

import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.NlMsgHdr;
import io.lvsagent.iface.netlink.PayloadReader;
import io.lvsagent.iface.netlink.Query;
import java.util.List;

/** Addresses of one family on one device, or with an empty name and index 0 on all. */
record AddressQuery(boolean v6, String device, int index, Devices devices)
    implements Query<Address> {
  @Override
  public void write(MessageWriter out) {
    out.header(RtmType.RTM_GETADDR, NlMsgHdr.NLM_F_DUMP);
    IfAddrMsg.writeDump(out, v6, index);
  }

  /**
   * Linux before 4.20 does not look at the index, and one without IPv6 answers with IPv4. A device
   * without a name is gone by now, and so is the address.
   */
  @Override
  public void read(PayloadReader answer, List<Address> into) {
    Address address = IfAddrMsg.read(answer, devices);
    boolean asked = device.isEmpty() || address.device().equals(device);
    if (asked && address.ip().isV6() == v6 && !address.device().isEmpty()) {
      into.add(address);
    }
  }

  @Override
  public String toString() {
    return (v6 ? "list IPv6 addresses" : "list IPv4 addresses")
        + (device.isEmpty() ? "" : " dev " + device);
  }
}
