package io.lvsagent.agent.host;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Lookup;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.Rtnetlink.RouteFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The addresses and routes of one family on {@link FakeHost}. A method that changes something
 * returns the errno of the kernel's refusal, or 0.
 */
abstract class FakeFamily {
  static final int PROTOCOL_KERNEL = 2;

  static final Lookup NO_ROUTE =
      new Lookup(Errno.ENETUNREACH, 0, "", Optional.empty(), Optional.empty());

  final List<Address> addresses = new ArrayList<>();
  final List<Route> routes = new ArrayList<>();

  abstract int add(Address address, Link link);

  abstract int change(Address address, Link link);

  abstract int delete(Address address);

  abstract int add(Route route, Link link);

  abstract void wentUp(Link link);

  abstract void wentDown(Link link);

  /** The routes, with those that the kernel makes for each address. */
  abstract List<Route> allRoutes();

  /** The address from which the host sends by a route that names none. */
  abstract Optional<Ip> source(Route route, Ip destination);

  final List<Address> addresses(String device) {
    return addresses.stream().filter(a -> device.isEmpty() || a.device().equals(device)).toList();
  }

  final List<Route> routes(RouteFilter filter) {
    List<Route> found = new ArrayList<>();
    for (Route route : allRoutes()) {
      if ((filter.table() == 0 || filter.table() == route.table())
          && (filter.device().isEmpty() || filter.device().equals(route.device()))
          && (filter.protocol() == 0 || filter.protocol() == route.protocol())) {
        found.add(route);
      }
    }
    return found;
  }

  final Optional<Lookup> lookup(Ip destination, Optional<Ip> source) {
    if (source.filter(ip -> addresses.stream().noneMatch(a -> a.ip().equals(ip))).isPresent()) {
      return Optional.empty();
    }
    Route best = null;
    for (Route route : allRoutes()) {
      if (route.destination().contains(destination) && (best == null || closer(route, best))) {
        best = route;
      }
    }
    if (best == null) {
      return Optional.empty();
    }
    Optional<Ip> from = source.or(best::source);
    Route way = best;
    return Optional.of(
        new Lookup(
            0,
            best.type(),
            best.device(),
            best.gateway(),
            from.isPresent() || best.type() == Route.TYPE_LOCAL ? from : source(way, destination)));
  }

  /** Table local is asked first, then the longer prefix counts, then the lower metric. */
  private static boolean closer(Route one, Route other) {
    if (one.table() != other.table()) {
      return one.table() > other.table();
    }
    int longer = one.destination().length() - other.destination().length();
    return longer > 0 || longer == 0 && one.priority() < other.priority();
  }

  final boolean isLocal(Ip ip) {
    return lookup(ip, Optional.empty()).filter(Lookup::isLocal).isPresent();
  }

  /** A request without a source means the route whatever its source. */
  final int delete(Route route) {
    for (Route there : routes) {
      Route compared =
          new Route(
              there.table(),
              there.destination(),
              there.tos(),
              there.priority(),
              there.type(),
              there.scope(),
              there.protocol(),
              there.device(),
              there.gateway(),
              route.source().isPresent() ? there.source() : Optional.empty());
      if (compared.equals(route)) {
        routes.remove(there);
        return 0;
      }
    }
    return Errno.ESRCH;
  }

  final boolean hasLike(Route route) {
    return allRoutes().stream()
        .anyMatch(
            there ->
                there.table() == route.table()
                    && there.destination().equals(route.destination())
                    && there.tos() == route.tos()
                    && there.priority() == route.priority());
  }

  /** Labels begin with the name of the device, and the kernel renames them along. */
  final void rename(String device, String name) {
    addresses.replaceAll(
        a ->
            a.device().equals(device)
                ? new Address(
                    name,
                    a.ip(),
                    a.prefix(),
                    a.scope(),
                    a.label().replace(device, name),
                    a.deprecated())
                : a);
    routes.replaceAll(
        r ->
            r.device().equals(device)
                ? new Route(
                    r.table(),
                    r.destination(),
                    r.tos(),
                    r.priority(),
                    r.type(),
                    r.scope(),
                    r.protocol(),
                    name,
                    r.gateway(),
                    r.source())
                : r);
  }

  /** A device that is no more takes all of its own along. */
  final void gone(String device) {
    addresses.removeIf(address -> address.device().equals(device));
    routes.removeIf(route -> route.device().equals(device));
  }

  static IpPrefix network(Address address) {
    byte[] network = address.ip().bytes();
    for (int bit = address.prefix(); bit < network.length * 8; bit++) {
      network[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    return new IpPrefix(Ip.of(network), address.prefix());
  }
}
