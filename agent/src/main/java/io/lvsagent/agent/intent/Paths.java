package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.PathItem;
import io.lvsagent.agent.host.PathItem.Outcome;
import io.lvsagent.agent.host.PathItem.Way;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.route.Rtnetlink.RouteFilter;
import io.lvsagent.iface.route.Scope;
import io.lvsagent.profiles.compile.Demand;
import io.lvsagent.profiles.compile.Demands;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.DeviceName;
import io.lvsagent.profiles.model.DirectorGateway;
import io.lvsagent.profiles.model.IpRange;
import io.lvsagent.profiles.model.Role;
import io.lvsagent.profiles.model.Severity;
import io.lvsagent.profiles.model.VirtualServiceSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses the requests of clients that must reach a service, as samples: for each VIP and device
 * one client on the device's network and one beyond the default route.
 */
final class Paths {

  /** If there are more, only one VIP is asked for by each that requests need not come by. */
  private static final int FEW_DEVICES = 4;

  /** Addresses of a subnet that are tried until one is neither the host's own nor a VIP. */
  private static final int MOST_TRIED = 1024;

  private static final String WHY_NEAR = "a client on the network of this device gets no answer";
  private static final String WHY_FAR = "a client in another network gets no answer";
  private static final String WHY_NAMED = "this client, which the service names, gets no answer";
  private static final String WHY_POSSIBLE = "this matters if requests come by this device";

  private final Service service;
  private final Demands demands;
  private final Rtnetlink kernel;
  private final List<Link> links;
  private final boolean v6;
  private final Map<Key, Expectation> expected = new LinkedHashMap<>();

  private Paths(Service service, Demands demands, Rtnetlink kernel, List<Link> links, boolean v6) {
    this.service = service;
    this.demands = demands;
    this.kernel = kernel;
    this.links = links;
    this.v6 = v6;
  }

  /** Returns the paths of a service, and those that it had when it was started. */
  static Map<Key, Expectation> of(
      Service service, Demands demands, Rtnetlink kernel, List<Link> links, Ledger ledger) {
    if (service.external() || service.profile().vip().isEmpty()) {
      return Map.of();
    }
    Map<Key, Expectation> all = new LinkedHashMap<>();
    for (boolean v6 : new boolean[] {false, true}) {
      List<Ip> vips = SampledVips.of(service, v6);
      if (!vips.isEmpty()) {
        Paths paths = new Paths(service, demands, kernel, links, v6);
        paths.add(vips);
        all.putAll(paths.expected);
      }
    }
    for (Key key : ledger.keys()) {
      List<String> accepted = ledger.entry(key).needs().get(service.name());
      if (key.kind() == Kind.PATH && accepted != null && !all.containsKey(key)) {
        PathItem path = (PathItem) key.parse(accepted.get(0));
        if (service.ranges().stream().anyMatch(range -> range.contains(path.vip()))) {
          all.put(key, expectation(service, path));
        }
      }
    }
    return all;
  }

  /**
   * A device that requests may come by.
   *
   * @param near a client that is reached by it without a router
   * @param onLink true if that client is in a subnet of the device
   */
  private record Uplink(
      String device, boolean named, List<IpPrefix> subnets, Optional<Ip> near, boolean onLink) {}

  private void add(List<Ip> vips) {
    Set<String> named = named();
    List<Uplink> uplinks = new ArrayList<>();
    for (Link link : links) {
      if (named.contains(link.name()) || link.doesArp() && link.isRunning()) {
        uplinks.add(uplink(link, named.contains(link.name())));
      }
    }
    List<Ip> beyond = new ArrayList<>(service.clients());
    beyond.removeIf(client -> client.isV6() != v6);
    far().ifPresent(beyond::add);
    Optional<String> tunnel = tunnel();
    int most = uplinks.size() > FEW_DEVICES ? 1 : vips.size();
    for (int i = 0; i < vips.size(); i++) {
      Ip vip = vips.get(i);
      for (Uplink uplink : uplinks) {
        boolean inSubnet = uplink.subnets.stream().anyMatch(subnet -> subnet.contains(vip));
        boolean possible = named.isEmpty() ? !inSubnet : !uplink.named;
        if (!possible || i < most && tunnel.isEmpty()) {
          add(vip, uplink, possible, tunnel, beyond);
        }
      }
      tunnel.ifPresent(device -> beyond.forEach(client -> add(vip, client, device)));
    }
  }

  /** Adds the paths by a device, or those of its network by a tunnel. */
  private void add(
      Ip vip, Uplink uplink, boolean possible, Optional<String> tunnel, List<Ip> beyond) {
    if (tunnel.isPresent()) {
      uplink.near.ifPresent(client -> add(vip, client, tunnel.get()));
      return;
    }
    String device = uplink.device;
    uplink.near.ifPresent(client -> add(vip, client, device, uplink.onLink, possible));
    if (uplink.near.isPresent() || !possible) {
      beyond.forEach(client -> add(vip, client, device, false, possible));
    }
  }

  private void add(Ip vip, Ip client, String tunnel) {
    add(vip, client, tunnel, false, false);
  }

  private Uplink uplink(Link link, boolean named) {
    List<Address> own = kernel.addresses(v6, link.name());
    List<IpPrefix> subnets = new ArrayList<>();
    Set<Ip> taken = new HashSet<>();
    for (Address address : own) {
      taken.add(address.ip());
      if (address.prefix() < address.ip().bits() && address.scope() == Scope.GLOBAL) {
        subnets.add(address.network());
      }
    }
    Optional<Ip> near = own.isEmpty() ? routed(link.name()) : near(subnets, taken);
    boolean onLink = link.doesArp() && !own.isEmpty();
    return new Uplink(link.name(), named, subnets, near, onLink);
  }

  /** Returns the devices that the service names for requests; none if any can receive them. */
  private Set<String> named() {
    Set<String> named = new HashSet<>();
    for (DeviceName uplink : service.uplinks()) {
      named.add(uplink.name());
    }
    for (Link link : links) {
      if (link.doesArp()
          && service.device().filter(d -> d.name().equals(link.name())).isPresent()) {
        named.add(link.name());
      }
    }
    return named;
  }

  /** Returns the device that a real server receives encapsulated requests by. */
  private Optional<String> tunnel() {
    Set<String> tunnels = new HashSet<>();
    for (Demand<Demands.Device> demand : demands.devices()) {
      Demands.Device device = demand.accepted().get(0);
      if (service.role() == Role.REAL_SERVER && !device.kind().isEmpty() && device.up()) {
        tunnels.add(device.name());
      }
    }
    for (Demand<Address> demand : demands.addresses()) {
      Address vip = demand.accepted().get(0);
      if (vip.ip().isV6() == v6 && tunnels.contains(vip.device())) {
        return Optional.of(vip.device());
      }
    }
    return tunnels.stream().findFirst();
  }

  /** Returns an address that a route leads to by a device without addresses. */
  private Optional<Ip> routed(String device) {
    for (Route route : kernel.routes(new RouteFilter(v6, Route.TABLE_MAIN, device, 0))) {
      Ip to = route.gateway().orElse(route.destination().ip());
      if (to.isV6() == v6 && !isVip(to) && !isLinkLocal(to)) {
        return Optional.of(to);
      }
    }
    return Optional.empty();
  }

  private static boolean isLinkLocal(Ip ip) {
    return IpPrefix.parse(ip.isV6() ? "fe80::/10" : "169.254.0.0/16").contains(ip);
  }

  /** Returns an address in one of the subnets that is neither the host's own nor a VIP. */
  private Optional<Ip> near(List<IpPrefix> subnets, Set<Ip> taken) {
    for (IpPrefix subnet : subnets) {
      IpRange range = IpRange.of(subnet);
      // the first address of a subnet is its own name, unless there are only two
      int first = subnet.ip().bits() - subnet.length() > 1 ? 1 : 0;
      int count = range.count(MOST_TRIED);
      for (int i = first; i < Math.min(count, MOST_TRIED); i++) {
        Ip ip = range.first().plus(i);
        if (!taken.contains(ip) && !isVip(ip)) {
          return Optional.of(ip);
        }
      }
    }
    return Optional.empty();
  }

  private boolean isVip(Ip ip) {
    return service.ranges().stream().anyMatch(range -> range.contains(ip));
  }

  /** Returns an address beyond the default route, if there is one. */
  private Optional<Ip> far() {
    Ip far = DirectorGateway.anyClient(v6);
    return kernel.lookup(far, Optional.empty()).filter(way -> !way.isLocal()).map(way -> far);
  }

  private void add(Ip vip, Ip client, String device, boolean onLink, boolean possible) {
    Way way = new Way(onLink, possible, onLink && service.role() == Role.DIRECTOR);
    PathItem path = new PathItem(vip, client, device, way, mark(vip), least(service), "");
    expected.putIfAbsent(path.key(), expectation(service, path));
  }

  /** Returns the mark that the service's own rules give to requests for a VIP. */
  private int mark(Ip vip) {
    for (VirtualServiceSpec server : service.balancing().virtualServers()) {
      for (VirtualServiceSpec.Marked packets : server.marked()) {
        if (server.service().match() instanceof ServiceMatch.Mark mark
            && (packets.onEachVip() || packets.match().endpoint().ip().equals(vip))) {
          return (int) mark.mark();
        }
      }
    }
    return 0;
  }

  /** The real servers answer for a director, unless it forwards by NAT. */
  private static Outcome least(Service service) {
    Optional<Forwarding> method = service.profile().forwarding();
    return method.isEmpty() || method.get() == Forwarding.MASQUERADE
        ? Outcome.ANSWERED
        : Outcome.RECEIVED;
  }

  private static Expectation expectation(Service service, PathItem path) {
    boolean possible = path.way().possible();
    String why = WHY_NEAR;
    if (possible) {
      why = WHY_POSSIBLE;
    } else if (service.clients().contains(path.client())) {
      why = WHY_NAMED;
    } else if (path.client().equals(DirectorGateway.anyClient(path.client().isV6()))) {
      why = WHY_FAR;
    }
    Severity severity = possible ? Severity.COSMETIC : Severity.BROKEN;
    return new Expectation(List.of(path), true, severity, why, List.of(service.name()));
  }
}
