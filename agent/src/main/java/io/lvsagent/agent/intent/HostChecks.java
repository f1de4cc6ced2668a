package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Item;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.NeighbourItem;
import io.lvsagent.agent.host.Observation;
import io.lvsagent.agent.host.RouteItem;
import io.lvsagent.agent.host.SysctlItem;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.ledger.HeldValue;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.agent.plan.Unmet;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.Rtnetlink.RouteFilter;
import io.lvsagent.profiles.compile.Demand;
import io.lvsagent.profiles.compile.Demands;
import io.lvsagent.profiles.compile.HostFacts;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.Role;
import io.lvsagent.profiles.model.VipRange;
import io.lvsagent.sysctl.Reading;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The host's facts for compiling a service, and what only the host can refuse. */
public final class HostChecks {
  private static final int PROTOCOL_KERNEL = 2;

  private final Kernel kernel;
  private final Ledger ledger;
  private final HostFacts facts;

  public HostChecks(Kernel kernel, Ledger ledger) {
    this.kernel = kernel;
    this.ledger = ledger;
    facts = new HostFacts(kernel.rtnetlink().links(), this::foreign);
  }

  /** The value that is not ours: what stood there before us, where ours stands there now. */
  private Reading foreign(SysctlKey key) {
    Reading now = kernel.sysctls().read(key);
    Optional<HeldValue> held = ledger.held(SysctlItem.key(key));
    boolean ours = held.isPresent() && now.says(held.orElseThrow().written());
    return ours ? new Reading.Found(held.orElseThrow().original()) : now;
  }

  public HostState observe(Collection<Key> keys) {
    return Observation.of(kernel, keys);
  }

  /** One key more. */
  void read(Key key, HostState observed) {
    if (!observed.knows(key)) {
      key.kind().observe(kernel, List.of(key), observed);
    }
  }

  /** Throws HostLacksException, ConfigException. */
  public Demands demands(Service service) {
    Demands demands = Demands.of(service, facts);
    Map<String, String> ipv6 = new LinkedHashMap<>();
    for (Demand<Address> demand : demands.addresses()) {
      Address address = demand.accepted().get(0);
      if (address.ip().isV6()) {
        ipv6.putIfAbsent(address.device(), "a VIP");
      }
    }
    for (Demand<Neighbour> demand : demands.neighbours()) {
      Neighbour neighbour = demand.accepted().get(0);
      if (neighbour.ip().isV6()) {
        ipv6.putIfAbsent(neighbour.device(), "a neighbour");
      }
    }
    for (Demand<Route> demand : demands.routes()) {
      Route route = demand.accepted().get(0);
      if (route.destination().ip().isV6() && route.type() == Route.TYPE_UNICAST) {
        ipv6.putIfAbsent(route.device(), "a route");
      }
      if (!route.destination().isHost()) {
        requireFreeOfTheHost(service, route.destination());
      }
    }
    ipv6.forEach(this::requireIpv6);
    return demands;
  }

  /** The kernel says EACCES to an IPv6 address there, which reads like a missing permission. */
  private void requireIpv6(String device, String what) {
    boolean made = facts.links().stream().noneMatch(link -> link.name().equals(device));
    SysctlKey key = SysctlKey.ipv6(made ? "default" : device, "disable_ipv6");
    Reading reading = kernel.sysctls().read(key);
    if (reading instanceof Reading.Absent) {
      throw new HostRequirementException(
          device, "this kernel has no IPv6, and " + what + " needs it on " + device);
    }
    if (reading.says("1")) {
      throw new HostRequirementException(
          device,
          "IPv6 is disabled on " + device + " (" + key + " is 1), and " + what + " needs it");
    }
  }

  /** A prefix made local takes the host's own addresses and gateways with it. */
  private void requireFreeOfTheHost(Service service, IpPrefix prefix) {
    boolean v6 = prefix.ip().isV6();
    for (Address address : kernel.rtnetlink().addresses(v6, "")) {
      if (prefix.contains(address.ip())) {
        throw new ConflictException(
            service.place() + ": " + prefix + " holds " + address.ip() + " of " + address.device());
      }
    }
    for (Route route : kernel.rtnetlink().routes(new RouteFilter(v6, Route.TABLE_MAIN, "", 0))) {
      if (route.gateway().filter(prefix::contains).isPresent()) {
        throw new ConflictException(
            service.place() + ": " + prefix + " holds the gateway " + route.gateway().get());
      }
    }
  }

  /**
   * A real server is silent at its VIPs and has to be heard at its own addresses: those with a
   * shorter prefix on a device that does ARP. One that appears where the VIP is up is a duplicate,
   * and no reason to leave the rest of the service as it is.
   *
   * <p>Throws ConfigException.
   */
  public void requireNoneOfItsOwn(Service service, HostState observed) {
    if (service.role() != Role.REAL_SERVER
        || service.external()
        || service.profile().vip().isEmpty()) {
      return;
    }
    Started started = ledger.services().get(service.name());
    for (Value value : observed.unasked()) {
      if (value instanceof AddressItem item
          && item.address().prefix() < item.address().ip().bits()
          && observed.link(item.address().device()).filter(Link::doesArp).isPresent()
          && !isVipOf(started, item.address().ip())) {
        refuseAsVip(item.address(), service);
      }
    }
  }

  private static boolean isVipOf(@Nullable Started started, Ip ip) {
    return started != null && started.up() && started.vips().contains(ip.toString());
  }

  private static void refuseAsVip(Address own, Service service) {
    for (VipRange range : service.ranges()) {
      if (range.contains(own.ip())) {
        IpPrefix there = new IpPrefix(own.ip(), own.prefix());
        throw range
            .place()
            .wrong(
                own.ip()
                    + " is the host's own address, on "
                    + own.device()
                    + " as "
                    + there
                    + ": a VIP is another one");
      }
    }
  }

  /**
   * What is to be written for a device, or for all, must be there. A device that is still to be
   * made will have its parameters then, and one that has just gone needs none; what is no device's
   * may come with a module.
   *
   * <p>Throws HostLacksException.
   */
  public void requireParameters(Map<Key, Expectation> desired, HostState observed) {
    desired.forEach(
        (key, expectation) -> {
          if (key.kind() == Kind.SYSCTL
              && !(observed.at(key) instanceof Item)
              && !expectation.checkOnly()
              && SysctlKey.parse(key.name()).device().isPresent()
              && key.device().filter(device -> !isThere(device)).isEmpty()) {
            String lacking = new Unmet(key, observed.at(key), expectation).toString();
            throw new HostRequirementException(key.device().orElse("all"), lacking);
          }
        });
  }

  private boolean isThere(String device) {
    return kernel.rtnetlink().links().stream().anyMatch(link -> link.name().equals(device));
  }

  public Started started(Service service) {
    List<String> vips = new ArrayList<>();
    for (IpPrefix vip : service.vips()) {
      vips.add(vip.isHost() ? vip.ip().toString() : vip.toString());
    }
    return new Started(
        service.name(),
        service.profile().name(),
        service.role().toString(),
        service.origin(),
        vips,
        true);
  }

  /**
   * Where a device loses its last IPv4 address, the routes and neighbours that others have put on
   * it go with that: they are read, so that they are put back, or keep it up; but for routes that
   * have such an address as source. One that goes down loses those of IPv6, too.
   */
  public void readWhatGoesAlong(Set<Key> going, HostState observed) {
    Set<String> losing = new HashSet<>();
    Set<String> leaving = new HashSet<>();
    for (Key key : going) {
      if (key.kind() == Kind.ADDRESS) {
        losing.add(key.device().orElseThrow());
      } else if (key.kind() == Kind.LINK || key.kind() == Kind.DEVICE) {
        losing.add(key.device().orElseThrow());
        leaving.add(key.device().orElseThrow());
      }
    }
    Set<Ip> staying = new HashSet<>();
    for (AddressItem item : observed.all(AddressItem.class)) {
      if (!item.address().ip().isV6() && !going.contains(item.key())) {
        losing.remove(item.address().device());
        staying.add(item.address().ip());
      }
    }
    for (String device : losing) {
      readNeighbours(device, observed);
      readRoutes(false, device, staying, observed);
    }
    for (String device : leaving) {
      readRoutes(true, device, Set.of(), observed);
    }
  }

  private void readRoutes(boolean v6, String device, Set<Ip> staying, HostState observed) {
    for (Route route : kernel.rtnetlink().routes(new RouteFilter(v6, 0, device, 0))) {
      RouteItem item = new RouteItem(route);
      boolean made = route.protocol() == PROTOCOL_KERNEL || route.table() == Route.TABLE_LOCAL;
      boolean goes = !made && !route.hasNexthops();
      boolean possible = route.source().filter(ip -> !staying.contains(ip)).isEmpty();
      if (goes && possible && !observed.knows(item.key())) {
        observed.put(item);
      }
    }
  }

  private void readNeighbours(String device, HostState observed) {
    for (boolean v6 : new boolean[] {false, true}) {
      for (Neighbour neighbour : kernel.rtnetlink().neighbours(v6, device)) {
        NeighbourItem item = new NeighbourItem(neighbour);
        if (neighbour.isPermanent() && !observed.knows(item.key())) {
          observed.put(item);
        }
      }
    }
  }
}
