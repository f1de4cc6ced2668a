package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netlink.NetlinkException;
import java.util.List;
import java.util.Optional;

/** The routing conversation with the kernel of one network namespace. */
public interface Rtnetlink extends AutoCloseable {
  /** Which routes a dump holds; a zero or empty part does not narrow it. */
  record RouteFilter(boolean v6, int table, String device, int protocol) {}

  /** One request of a batch; {@code toString} says it as an error line does. */
  interface Request {}

  /** A request that the kernel refused, by its place in the batch. */
  record Refusal(int index, NetlinkException why) {}

  List<Link> links();

  /** Addresses of one family, on one device or, with an empty name, on all. */
  List<Address> addresses(boolean v6, String device);

  List<Route> routes(RouteFilter filter);

  /** Empty where there is no route (ENETUNREACH, EHOSTUNREACH). */
  Optional<Lookup> lookup(Ip destination, Optional<Ip> source);

  /**
   * Says the requests in order; the kernel goes on after one that it refuses. Returns the refusals,
   * none when all was done.
   */
  List<Refusal> apply(List<Request> requests);

  Request add(Address address);

  Request delete(Address address);

  Request add(Route route);

  Request delete(Route route);

  /** Sets IFF_UP, or clears it. */
  Request setUp(String device, boolean up);

  /** Makes a device of a kind such as {@code ipip}; EEXIST where the name is taken. */
  Request add(String device, String kind);

  Request delete(String device);

  @Override
  void close();
}
