package io.lvsagent.agent.host;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.Scope;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What addrconf.c and route.c of IPv6 do, on a host whose devices make no address of their own
 * (addr_gen_mode 1). What the kernel does a little later is done at once.
 */
final class FakeIpv6 extends FakeFamily {
  static final int PROTOCOL_RA = 9;
  private static final Ip LOOPBACK = Ip.parse("::1");
  private static final int METRIC_USER = 1024;
  private static final int METRIC_PREFIX = 256;

  private final FakeParameters parameters;

  FakeIpv6(FakeParameters parameters) {
    this.parameters = parameters;
  }

  boolean isDisabled(String device) {
    return parameters.text(SysctlKey.ipv6(device, "disable_ipv6")).equals("1");
  }

  @Override
  List<Route> allRoutes() {
    List<Route> all = new ArrayList<>(routes);
    for (Address address : addresses) {
      IpPrefix host = IpPrefix.host(address.ip());
      all.add(
          route(Route.TABLE_LOCAL, host, 0, Route.TYPE_LOCAL, PROTOCOL_KERNEL, address.device()));
    }
    return all;
  }

  private static Route route(
      int table, IpPrefix destination, int metric, int type, int protocol, String device) {
    return new Route(
        table,
        destination,
        0,
        metric,
        type,
        Scope.GLOBAL,
        protocol,
        device,
        Optional.empty(),
        Optional.empty());
  }

  /** The kernel makes the route to an address's prefix, be it the address alone, but for ::1. */
  private void connect(Address address) {
    if (!address.ip().equals(LOOPBACK)) {
      routes.remove(prefix(address));
      routes.add(prefix(address));
    }
  }

  private static Route prefix(Address address) {
    return route(
        Route.TABLE_MAIN,
        network(address),
        METRIC_PREFIX,
        Route.TYPE_UNICAST,
        PROTOCOL_KERNEL,
        address.device());
  }

  private Optional<Address> at(String device, Ip ip) {
    return addresses(device).stream().filter(a -> a.ip().equals(ip)).findFirst();
  }

  /** A device has an address once, whatever its prefix. */
  @Override
  int add(Address address, Link link) {
    if (isDisabled(link.name())) {
      return Errno.EACCES;
    }
    if (at(link.name(), address.ip()).isPresent()) {
      return Errno.EEXIST;
    }
    Scope scope = address.ip().equals(LOOPBACK) ? Scope.HOST : Scope.GLOBAL;
    Address made =
        new Address(link.name(), address.ip(), address.prefix(), scope, "", address.deprecated());
    addresses.add(made);
    if (link.isUp()) {
      connect(made);
    }
    return 0;
  }

  @Override
  int change(Address address, Link link) {
    Optional<Address> there = at(link.name(), address.ip());
    if (there.isEmpty()) {
      return add(address, link);
    }
    Address was = there.get();
    addresses.set(
        addresses.indexOf(was),
        new Address(was.device(), was.ip(), was.prefix(), was.scope(), "", address.deprecated()));
    return 0;
  }

  /** Nothing else of the device goes with its last address. */
  @Override
  int delete(Address address) {
    Optional<Address> there = at(address.device(), address.ip());
    if (there.filter(a -> a.prefix() == address.prefix()).isEmpty()) {
      return Errno.EADDRNOTAVAIL;
    }
    addresses.remove(there.get());
    boolean another =
        addresses(address.device()).stream().anyMatch(a -> prefix(a).equals(prefix(address)));
    if (!another) {
      routes.remove(prefix(address));
    }
    return 0;
  }

  @Override
  int add(Route asked, Link link) {
    Route route =
        new Route(
            asked.table(),
            asked.destination(),
            asked.tos(),
            asked.priority() == 0 ? METRIC_USER : asked.priority(),
            asked.type(),
            Scope.GLOBAL,
            asked.protocol(),
            asked.device(),
            asked.gateway(),
            asked.source());
    if (route.gateway().filter(this::isOwn).isPresent()) {
      return Errno.EINVAL;
    }
    if (route.gateway().filter(ip -> !isOnLink(ip, route.device())).isPresent()) {
      return Errno.EHOSTUNREACH;
    }
    if (isDisabled(link.name())) {
      return Errno.EACCES;
    }
    if (!link.isUp()) {
      return Errno.ENETDOWN;
    }
    if (route.source().filter(ip -> !isOwn(ip)).isPresent()) {
      return Errno.EINVAL;
    }
    if (hasLike(route)) {
      return Errno.EEXIST;
    }
    routes.add(route);
    return 0;
  }

  private boolean isOwn(Ip ip) {
    return addresses.stream().anyMatch(address -> address.ip().equals(ip));
  }

  private boolean isOnLink(Ip gateway, String device) {
    return routes.stream()
        .anyMatch(
            route ->
                route.table() == Route.TABLE_MAIN
                    && route.gateway().isEmpty()
                    && route.device().equals(device)
                    && route.destination().contains(gateway));
  }

  /** A default route that a router offers, as the kernel makes it. */
  void advertise(String device, Ip router) {
    IpPrefix any = IpPrefix.parse("::/0");
    routes.add(
        new Route(
            Route.TABLE_MAIN,
            any,
            0,
            METRIC_USER,
            Route.TYPE_UNICAST,
            Scope.GLOBAL,
            PROTOCOL_RA,
            device,
            Optional.of(router),
            Optional.empty()));
  }

  /** Of those that are not deprecated the one with the longest common prefix (RFC 6724). */
  @Override
  Optional<Ip> source(Route route, Ip destination) {
    Address best = null;
    for (Address address : addresses(route.device())) {
      boolean better =
          best == null
              || best.deprecated() && !address.deprecated()
              || best.deprecated() == address.deprecated()
                  && common(address.ip(), destination) > common(best.ip(), destination);
      best = better ? address : best;
    }
    return Optional.ofNullable(best).map(Address::ip);
  }

  private static int common(Ip one, Ip other) {
    int bits = one.bits();
    while (!new IpPrefix(one, bits).contains(other)) {
      bits--;
    }
    return bits;
  }

  @Override
  void wentUp(Link link) {
    if (isDisabled(link.name())) {
      return;
    }
    if (link.isLoopback()) {
      add(new Address(link.name(), LOOPBACK, LOOPBACK.bits(), Scope.HOST, "", false), link);
    }
    addresses(link.name()).forEach(this::connect);
  }

  @Override
  void wentDown(Link link) {
    gone(link.name());
  }

  /** A host or device that begins to forward takes no default route from a router any more. */
  void beganToForward() {
    routes.removeIf(
        route ->
            route.protocol() == PROTOCOL_RA
                && !parameters.text(SysctlKey.ipv6(route.device(), "accept_ra")).equals("2"));
  }
}
