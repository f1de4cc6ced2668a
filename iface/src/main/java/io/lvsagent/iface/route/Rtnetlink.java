package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netlink.Conversation;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.netlink.NetlinkSocket;
import io.lvsagent.iface.netlink.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads and changes links, addresses, neighbours and routes of one network namespace. It is not
 * thread-safe. Every method throws {@link NetlinkException} if the kernel refuses the request,
 * unless noted otherwise.
 */
public interface Rtnetlink extends AutoCloseable {
  /** Opens a connection to the network namespace of the calling thread. */
  static Rtnetlink open() {
    NetlinkSocket socket = NetlinkSocket.open(RtmType.NETLINK_ROUTE);
    return new KernelRtnetlink(Conversation.over(socket), socket);
  }

  /** Opens a connection that traces every netlink message sent or received as one line. */
  static Rtnetlink open(Consumer<String> trace) {
    NetlinkSocket socket = NetlinkSocket.open(RtmType.NETLINK_ROUTE);
    return new KernelRtnetlink(Conversation.over(socket, new RtmType(), trace), socket);
  }

  /**
   * Selects routes. A component that is 0 or empty matches all.
   *
   * @param table RT_TABLE_*
   * @param protocol RTPROT_*
   */
  record RouteFilter(boolean v6, int table, String device, int protocol) {}

  List<Link> links();

  /**
   * Returns addresses of one family on one device, or on all devices if the name is empty. The list
   * is empty if there is no such device.
   */
  List<Address> addresses(boolean v6, String device);

  /**
   * Returns neighbours of one family on one device, in any state. The list is empty if there is no
   * such device.
   */
  List<Neighbour> neighbours(boolean v6, String device);

  /**
   * Returns the addresses of one family that the host answers for as a proxy ({@code ip neighbour
   * show proxy}). An IPv4 entry without a device holds for all of them.
   */
  List<Neighbour> proxies(boolean v6);

  /**
   * Returns routes of one family. A multipath route gives one route for each next hop. The list is
   * empty if there is no such table or device.
   */
  List<Route> routes(RouteFilter filter);

  /**
   * Asks how the kernel would route packets, in few messages. A refusal is an answer, too; a device
   * that does not exist is ENODEV.
   */
  List<Lookup> lookups(List<? extends Lookup.Packet> packets);

  /**
   * Returns the route that a packet of this host would take. It is empty if the kernel would not
   * send the packet: there is no route, or an unreachable, prohibit or blackhole route, or the
   * source is not an address of this host.
   */
  default Optional<Lookup> lookup(Ip destination, Optional<Ip> source) {
    Lookup answer = lookups(List.of(new Lookup.Sent(destination, source))).get(0);
    return answer.errno() == 0 ? Optional.of(answer) : Optional.empty();
  }

  /** Returns the routing rules of one family, in the order in which the kernel asks them. */
  List<Rule> rules(boolean v6);

  /** Returns true if a packet to the address would be for this host, whatever makes it so. */
  default boolean isLocal(Ip ip) {
    return lookup(ip, Optional.empty()).filter(Lookup::isLocal).isPresent();
  }

  /**
   * Throws the NetlinkException with EPERM that the request would throw, if the kernel permits no
   * change. Nothing is changed.
   */
  void requirePermission(RtnetlinkRequest request);

  /**
   * Sends the requests in order; the kernel continues after a request that it refuses. Returns the
   * refusals in order. Throws only if an answer of the kernel is missing: it is then unknown which
   * requests took effect.
   */
  List<Refusal> apply(List<? extends RtnetlinkRequest> requests);

  @Override
  void close();
}
