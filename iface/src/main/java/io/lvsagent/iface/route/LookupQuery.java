package io.lvsagent.iface.route;

import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.PayloadReader;
import io.lvsagent.iface.netlink.Query;
import java.util.List;

/** Asks how the kernel would route a packet. */
record LookupQuery(Lookup.Packet packet, Devices devices) implements Query<Lookup> {
  @Override
  public void write(MessageWriter out) {
    out.header(RtmType.RTM_GETROUTE, 0);
    RtMsg.writeLookup(out, packet);
    if (packet instanceof Lookup.Received received) {
      out.attribute(RtMsg.RTA_IIF, devices.require(received.device(), this));
      if (received.mark() != 0) {
        out.attribute(RtMsg.RTA_MARK, received.mark());
      }
    } else if (packet instanceof Lookup.Sent sent && !sent.vrf().isEmpty()) {
      out.attribute(RtMsg.RTA_OIF, devices.require(sent.vrf(), this));
    }
  }

  @Override
  public void read(PayloadReader answer, List<Lookup> into) {
    into.add(RtMsg.readLookup(answer, devices));
  }

  @Override
  public String toString() {
    return "look up route " + packet;
  }
}
