package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.netlink.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The routing conversation with the kernel of one network namespace; for one thread at a time.
 * Where not said otherwise, what the kernel refuses is a {@link NetlinkException}.
 */
public interface Rtnetlink extends AutoCloseable {
  /** In the network namespace of the calling thread. */
  static Rtnetlink open() {
    return KernelRtnetlink.open();
  }

  /** The same, with one line for every netlink message each way. */
  static Rtnetlink open(Consumer<String> trace) {
    return KernelRtnetlink.open(trace);
  }

  /** Which routes a dump holds; a zero or empty part does not narrow it. */
  record RouteFilter(boolean v6, int table, String device, int protocol) {}

  List<Link> links();

  /**
   * Addresses of one family, on one device or, with an empty name, on all. None where there is no
   * such device.
   */
  List<Address> addresses(boolean v6, String device);

  /**
   * Neighbours of one family on one device, in whatever state. None where there is no such device.
   */
  List<Neighbour> neighbours(boolean v6, String device);

  /**
   * Routes of one family; a multipath route is one for each of its next hops. None where there is
   * no such table or device.
   */
  List<Route> routes(RouteFilter filter);

  /**
   * What the kernel would do with a packet of this host. Empty where it would send none: no route,
   * an unreachable, prohibit or blackhole route, or a source that is no address of this host.
   */
  Optional<Lookup> lookup(Ip destination, Optional<Ip> source);

  /**
   * Says the requests in order; the kernel goes on after one that it refuses. Returns the refusals
   * in order, none when all was done. Throws only where the kernel's answer is missing: then it is
   * not known what was done.
   */
  List<Refusal> apply(List<? extends RtnetlinkRequest> requests);

  @Override
  void close();
}
