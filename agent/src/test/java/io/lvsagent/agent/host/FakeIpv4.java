package io.lvsagent.agent.host;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What devinet.c and fib_frontend.c do. */
final class FakeIpv4 extends FakeFamily {
  private static final int LONGEST_LABEL = 15;

  private final FakeParameters parameters;
  private final Consumer<String> lostItsLast;

  /**
   * @param lostItsLast hears of each device that loses its last address
   */
  FakeIpv4(FakeParameters parameters, Consumer<String> lostItsLast) {
    this.parameters = parameters;
    this.lostItsLast = lostItsLast;
  }

  @Override
  List<Route> allRoutes() {
    List<Route> all = new ArrayList<>(routes);
    addresses.forEach(address -> all.add(local(address, IpPrefix.host(address.ip()))));
    return all;
  }

  private static Route local(Address address, IpPrefix destination) {
    return kernels(Route.TABLE_LOCAL, Route.TYPE_LOCAL, Scope.HOST, address, destination);
  }

  private static Route kernels(
      int table, int type, Scope scope, Address address, IpPrefix destination) {
    return new Route(
        table,
        destination,
        0,
        0,
        type,
        scope,
        PROTOCOL_KERNEL,
        address.device(),
        Optional.empty(),
        Optional.of(address.ip()));
  }

  /** The kernel makes the route to an address's subnet where the device is up. */
  private void connect(Address address) {
    if (address.prefix() < address.ip().bits()) {
      routes.remove(subnet(address));
      routes.add(subnet(address));
    }
  }

  private static Route subnet(Address address) {
    return address.device().equals("lo")
        ? local(address, network(address))
        : kernels(Route.TABLE_MAIN, Route.TYPE_UNICAST, Scope.LINK, address, network(address));
  }

  @Override
  int add(Address address, Link link) {
    if (address.label().length() > LONGEST_LABEL) {
      return Errno.ERANGE;
    }
    if (addresses.stream().anyMatch(a -> sameIdentity(a, address))) {
      return Errno.EEXIST;
    }
    String label = address.label().isEmpty() ? link.name() : address.label();
    addresses.add(
        new Address(link.name(), address.ip(), address.prefix(), address.scope(), label, false));
    parameters.settle(link.name());
    if (link.isUp()) {
      connect(address);
    }
    return 0;
  }

  @Override
  int change(Address address, Link link) {
    return Errno.EOPNOTSUPP;
  }

  private static boolean sameIdentity(Address one, Address other) {
    return one.device().equals(other.device())
        && one.ip().equals(other.ip())
        && one.prefix() == other.prefix();
  }

  @Override
  int delete(Address address) {
    if (!addresses.removeIf(a -> sameIdentity(a, address))) {
      return Errno.EADDRNOTAVAIL;
    }
    routes.remove(subnet(address));
    boolean elsewhere = addresses.stream().anyMatch(a -> a.ip().equals(address.ip()));
    boolean last = addresses(address.device()).isEmpty();
    routes.removeIf(
        route ->
            !elsewhere && route.source().equals(Optional.of(address.ip()))
                || last && route.device().equals(address.device()));
    if (last) {
      lostItsLast.accept(address.device());
    }
    return 0;
  }

  @Override
  int add(Route route, Link link) {
    if (route.gateway().filter(ip -> !isOnLink(ip, route.device())).isPresent()) {
      return Errno.ENETUNREACH;
    }
    if (!link.isUp() && route.type() != Route.TYPE_LOCAL) {
      return Errno.ENETDOWN;
    }
    if (route.source().filter(ip -> !isLocal(ip)).isPresent()) {
      return Errno.EINVAL;
    }
    if (hasLike(route)) {
      return Errno.EEXIST;
    }
    routes.add(route);
    return 0;
  }

  /** Another gateway does not lead to a gateway (fib_semantics.c, fib_check_nh_v4_gw). */
  private boolean isOnLink(Ip gateway, String device) {
    return allRoutes().stream()
        .anyMatch(
            route ->
                route.gateway().isEmpty()
                    && route.device().equals(device)
                    && route.destination().contains(gateway));
  }

  /** The one in the gateway's subnet, else the first (devinet.c, inet_select_addr). */
  @Override
  Optional<Ip> source(Route route, Ip destination) {
    List<Address> own = addresses(route.device());
    Optional<Ip> near =
        own.stream()
            .filter(a -> new IpPrefix(a.ip(), a.prefix()).contains(route.gateway().orElse(a.ip())))
            .map(Address::ip)
            .findFirst();
    return near.or(() -> own.stream().map(Address::ip).findFirst());
  }

  @Override
  void wentUp(Link link) {
    if (link.isLoopback()) {
      add(LinkItem.LOOPBACK, link);
    }
    addresses(link.name()).forEach(this::connect);
  }

  @Override
  void wentDown(Link link) {
    routes.removeIf(r -> r.table() == Route.TABLE_MAIN && r.device().equals(link.name()));
  }
}
