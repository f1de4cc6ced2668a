package io.lvsagent.iface.route;

import io.lvsagent.iface.netlink.Conversation;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.Message;
import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.netlink.NetlinkSocket;
import io.lvsagent.iface.netlink.Refusal;
import java.util.ArrayList;
import java.util.List;

/** Implements {@link Rtnetlink} over a socket. */
final class KernelRtnetlink implements Rtnetlink {
  private final Conversation conversation;
  private final Devices.Names names;

  KernelRtnetlink(Conversation conversation, NetlinkSocket socket) {
    this.conversation = conversation;
    this.names = new KernelDeviceNames(conversation, socket);
  }

  @Override
  public List<Link> links() {
    return conversation.ask(new LinkQuery(""));
  }

  @Override
  public List<Address> addresses(boolean v6, String device) {
    Devices devices = new Devices(names);
    int index = devices.find(device);
    if (index == 0 && !device.isEmpty()) {
      return List.of();
    }
    return conversation.ask(new AddressQuery(v6, device, index, devices));
  }

  @Override
  public List<Neighbour> neighbours(boolean v6, String device) {
    Devices devices = new Devices(names);
    int index = devices.find(device);
    return index == 0
        ? List.of()
        : conversation.ask(new NeighbourQuery(v6, device, index, devices));
  }

  @Override
  public List<Neighbour> proxies(boolean v6) {
    return conversation.ask(NeighbourQuery.proxies(v6, new Devices(names)));
  }

  @Override
  public List<Route> routes(RouteFilter filter) {
    Devices devices = new Devices(names);
    int index = devices.find(filter.device());
    if (index == 0 && !filter.device().isEmpty()) {
      return List.of();
    }
    try {
      return conversation.ask(new RouteQuery(filter, index, devices));
    } catch (NetlinkException refused) {
      // A table exists from its first route on; the dump of an absent table fails with ENOENT.
      if (refused.errno() == Errno.ENOENT && filter.table() != 0) {
        return List.of();
      }
      throw refused;
    }
  }

  @Override
  public List<Lookup> lookups(List<? extends Lookup.Packet> packets) {
    Devices devices = new Devices(names);
    List<LookupQuery> queries = new ArrayList<>(packets.size());
    for (Lookup.Packet packet : packets) {
      queries.add(new LookupQuery(packet, devices));
    }
    return conversation.askEach(queries, refused -> Lookup.refused(refused.errno()));
  }

  @Override
  public List<Rule> rules(boolean v6) {
    return conversation.ask(new RuleQuery(v6));
  }

  @Override
  public void requirePermission(RtnetlinkRequest request) {
    for (Refusal refusal : apply(List.of(new RtnetlinkRequest.Permission(request)))) {
      if (refusal.why().errno() == Errno.EPERM) {
        throw new NetlinkException(request.toString(), Errno.EPERM, "");
      }
    }
  }

  @Override
  public List<Refusal> apply(List<? extends RtnetlinkRequest> requests) {
    Devices devices = new Devices(names);
    List<Message> messages = new ArrayList<>(requests.size());
    for (RtnetlinkRequest request : requests) {
      messages.add(new Order(request, devices));
    }
    return conversation.apply(messages);
  }

  @Override
  public void close() {
    conversation.close();
  }

  /** A request and the devices that resolve its device names. */
  record Order(RtnetlinkRequest request, Devices devices) implements Message {
    @Override
    public void write(MessageWriter out) {
      request.write(out, devices);
    }

    @Override
    public boolean endsBatch() {
      return request.changesDevices();
    }

    @Override
    public String toString() {
      return request.toString();
    }
  }
}
