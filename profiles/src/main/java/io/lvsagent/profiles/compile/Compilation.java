package io.lvsagent.profiles.compile;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.Scope;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.Balancing;
import io.lvsagent.profiles.model.DeviceName;
import io.lvsagent.profiles.model.DirectorGateway;
import io.lvsagent.profiles.model.Severity;
import io.lvsagent.profiles.model.VipRange;
import io.lvsagent.profiles.model.VirtualServiceSpec;
import io.lvsagent.profiles.profile.LinkRow;
import io.lvsagent.profiles.profile.Placement;
import io.lvsagent.profiles.profile.SysctlRow;
import io.lvsagent.sysctl.Setting;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compiles one service for one host. */
final class Compilation {
  private static final String WHY_LOCAL =
      "the host accepts packets for a VIP only while the VIP is local";
  private static final String WHY_QUIET =
      WHY_LOCAL + "; with preferred_lft 0 the host does not choose it as the source of its packets";
  private static final String WHY_ROUTE =
      "no effect on the wire, because the VIP is local without it; the route that route add -host"
          + " VIP makes, with the VIP as source so that the kernel removes both together";
  private static final String WHY_NEIGHBOUR =
      "a host that also holds the VIP does not answer requests for its address from the VIP";
  private static final SysctlKey TRACKING = SysctlKey.parse("net/ipv4/vs/conntrack");
  private static final String WHY_TRACKING =
      "without it connections through IPVS are not masqueraded, and a client in a masqueraded subnet"
          + " or beside the real servers gets its answers only if they come through this host";

  private static final String WHY_FORWARDING =
      "the host must forward the masqueraded packets and their answers";
  private static final String WHY_ON_LINK = "the host is on this device but outside its subnets";

  private final Service service;
  private final HostFacts facts;

  Compilation(Service service, HostFacts facts) {
    this.service = service;
    this.facts = facts;
  }

  Demands demands() {
    Set<String> uplinks = new HashSet<>();
    for (DeviceName uplink : service.uplinks()) {
      uplinks.add(present(uplink, "uplink").name());
    }
    if (service.device().isPresent()) {
      requireNeighbours(present(service.device().get(), "device"), service.device().get());
    }
    List<Demand<Address>> addresses = new ArrayList<>();
    List<Demand<Route>> routes = new ArrayList<>();
    if (!service.external() && service.profile().vip().isPresent()) {
      place(service.profile().vip().get(), addresses, routes);
    }
    for (Ip host : service.onLink().routes()) {
      String device = service.device().orElseThrow().name();
      Route route = unicast(IpPrefix.host(host), device, Optional.empty());
      routes.add(Demand.of(route, WHY_ON_LINK));
    }
    for (Balancing.Sync sync : service.balancing().sync()) {
      present(sync.device(), "sync interface");
    }
    Demands table = Demands.ofTable(service);
    return new Demands(
        devices(),
        sysctls(uplinks),
        neighbours(),
        new PacketRulesDemands(service).tables(),
        addresses,
        routes,
        gateways(),
        table.virtualServices(),
        table.realServers(),
        table.timeouts(),
        table.daemons());
  }

  private List<Demand<Setting>> sysctls(Set<String> uplinks) {
    return withMasquerading(new SysctlDemands(service, facts, uplinks).list());
  }

  /** Returns the parameters that the service names without a placeholder, or for its device. */
  List<Demand<Setting>> namedSysctls() {
    return withMasquerading(new SysctlDemands(service, facts, Set.of()).named());
  }

  /**
   * Returns the parameters of all devices, those that the service names also if they are not there.
   */
  List<Demand<Setting>> bootSysctls() {
    Set<String> uplinks = new LinkedHashSet<>();
    service.uplinks().forEach(uplink -> uplinks.add(uplink.name()));
    return sysctls(uplinks);
  }

  private List<Demand<Setting>> withMasquerading(List<Demand<Setting>> list) {
    List<Demand<Setting>> sysctls = new ArrayList<>(list);
    Map<SysctlKey, String> needed = new LinkedHashMap<>();
    for (boolean v6 : masqueradedFamilies()) {
      needed.put(v6 ? SysctlKey.IPV6_FORWARDING : SysctlKey.IP_FORWARD, WHY_FORWARDING);
      if (service.balancing().translates()) {
        needed.put(TRACKING, WHY_TRACKING);
      }
    }
    for (Map.Entry<SysctlKey, String> need : needed.entrySet()) {
      SysctlRow row = service.sysctls().get(need.getKey());
      // the row of a profile that has it only because the classic scripts do
      boolean replaced = row != null && row.severity() == Severity.COSMETIC;
      if (row == null || replaced) {
        sysctls.removeIf(demand -> demand.accepted().get(0).key().equals(need.getKey()));
        sysctls.add(Demand.of(new Setting(need.getKey(), "1"), need.getValue()));
      }
    }
    return sysctls;
  }

  private Set<Boolean> masqueradedFamilies() {
    Set<Boolean> families = new LinkedHashSet<>();
    service.packetRules().masqueraded().forEach(subnet -> families.add(subnet.ip().isV6()));
    if (service.packetRules().masqueradesClients()) {
      for (VirtualServiceSpec virtual : service.balancing().virtualServers()) {
        virtual.translated().forEach(server -> families.add(server.endpoint().ip().isV6()));
      }
    }
    return families;
  }

  private Link present(DeviceName name, String as) {
    Optional<Link> link = facts.link(name.name());
    if (link.isEmpty()) {
      throw new HostRequirementException(
          HostRequirementException.Missing.DEVICE,
          "device %s, %s of service %s, does not exist on this host"
              .formatted(name.name(), as, service.name()));
    }
    if (link.get().isPort()) {
      String master = facts.master(link.get()).map(Link::name).orElse("another device");
      throw name.place()
          .wrong(
              "\"%s\" is a port of %s, which receives its packets: name %s instead",
              name.name(), master, master);
    }
    return link.get();
  }

  /** On lo and on devices without ARP, all addresses share one neighbour (arp_constructor). */
  private void requireNeighbours(Link link, DeviceName name) {
    if (!service.onLink().neighbours().isEmpty() && !link.doesArp()) {
      throw name.place()
          .wrong("\"%s\" does not do ARP, so it has no neighbours: name another", link.name());
    }
  }

  private List<Demand<Neighbour>> neighbours() {
    List<Demand<Neighbour>> neighbours = new ArrayList<>();
    for (Neighbour neighbour : service.onLink().neighbours()) {
      neighbours.add(Demand.of(neighbour, WHY_NEIGHBOUR));
    }
    return neighbours;
  }

  List<Demand<Demands.Device>> devices() {
    List<Demand<Demands.Device>> devices = new ArrayList<>();
    for (LinkRow row : service.profile().links().values()) {
      if (service.uses(row.family())) {
        Demands.Device device =
            new Demands.Device(service.device(row.device()), row.kind(), row.up());
        devices.add(Demand.of(device, row.why()));
      }
    }
    return devices;
  }

  private List<Demand<DirectorGateway>> gateways() {
    List<Demand<DirectorGateway>> gateways = new ArrayList<>();
    String why = service.profile().gateway();
    for (DirectorGateway gateway : service.gateways()) {
      gateways.add(new Demand<>(List.of(gateway), true, Severity.BROKEN, why));
    }
    return gateways;
  }

  private void place(
      Placement placement, List<Demand<Address>> addresses, List<Demand<Route>> routes) {
    for (VipRange range : service.ranges()) {
      String device = service.device(placement.device(range.isV6()));
      for (IpPrefix vip : range.vips()) {
        if (placement.as() == Placement.As.ROUTE) {
          routes.add(Demand.of(Route.local(vip), WHY_LOCAL));
          continue;
        }
        Address address = address(vip, device, placement.scope(), range.label());
        String why = address.deprecated() ? WHY_QUIET : WHY_LOCAL;
        addresses.add(Demand.of(address, why));
        if (placement.route() && !range.isV6()) {
          Route route = unicast(vip, device, Optional.of(vip.ip()));
          routes.add(new Demand<>(List.of(route), false, Severity.COSMETIC, WHY_ROUTE));
        }
      }
    }
  }

  /** IPv6 VIPs are deprecated, so that the host does not choose one to send or masquerade from. */
  private static Address address(IpPrefix vip, String device, Scope scope, String label) {
    boolean v6 = vip.ip().isV6();
    return new Address(device, vip.ip(), vip.length(), v6 ? Scope.GLOBAL : scope, label, v6);
  }

  /** IPv6 routes have no scope: the kernel reports them as global, and with a metric. */
  private static Route unicast(IpPrefix destination, String device, Optional<Ip> source) {
    boolean v6 = destination.ip().isV6();
    return new Route(
        Route.TABLE_MAIN,
        destination,
        0,
        v6 ? Route.IPV6_METRIC : 0,
        Route.TYPE_UNICAST,
        v6 ? Scope.GLOBAL : Scope.LINK,
        Route.PROTOCOL_OURS,
        device,
        Optional.empty(),
        source);
  }
}
