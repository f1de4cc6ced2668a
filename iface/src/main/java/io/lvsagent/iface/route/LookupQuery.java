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
    if (packet instanceof Lookup.Received received) {
      int index = devices.require(received.device(), this);
      RtMsg.writeLookup(out, packet, index, received.mark());
    } else {
      RtMsg.writeLookup(out, packet, 0, 0);
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
