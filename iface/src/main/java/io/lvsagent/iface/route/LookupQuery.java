package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.PayloadReader;
import io.lvsagent.iface.netlink.Query;
import java.util.List;
import java.util.Optional;

/** Asks how the kernel would route a packet. */
record LookupQuery(Ip destination, Optional<Ip> source, Devices devices) implements Query<Lookup> {
  @Override
  public void write(MessageWriter out) {
    out.header(RtmType.RTM_GETROUTE, 0);
    RtMsg.writeLookup(out, destination, source);
  }

  @Override
  public void read(PayloadReader answer, List<Lookup> into) {
    into.add(RtMsg.readLookup(answer, devices));
  }

  @Override
  public String toString() {
    return "look up route to " + destination + (source.isEmpty() ? "" : " from " + source.get());
  }
}
