package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Item;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.Observation;
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
import io.lvsagent.profiles.compile.HostRequirementException.Missing;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.Role;
import io.lvsagent.profiles.model.VipRange;
import io.lvsagent.sysctl.Reading;
import io.lvsagent.sysctl.SysctlKey;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The host's facts for compiling a service, and what only the host can refuse. */
public final class HostChecks {
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
    boolean ours = held.isPresent() && now.is(held.orElseThrow().written());
    return ours ? new Reading.Found(held.orElseThrow().original()) : now;
  }

  List<Link> links() {
    return facts.links();
  }

  HostState observe(Collection<Key> keys, Set<Key> leaving) {
    return Observation.of(kernel, keys, leaving);
  }

  /**
   * Throws before anything is changed if the run cannot succeed: HostRequirementException,
   * ConfigException, ConflictException.
   */
  public void requirePossible(PreparedRun prepared, RunRequest request) {
    if (request.starting().size() > 1) {
      Desired.requireOneForm(prepared.asked());
    }
    HostState observed = prepared.plan().before();
    for (Service service : request.starting()) {
      requireNoneOfItsOwn(service, observed);
    }
    requireParameters(prepared.asked(), observed);
    RouterAdvertisementRoutes.requireNoneLost(kernel, prepared.plan());
  }

  /** The keys that a service expects something of. Throws as {@link PreparedRun#of} does. */
  public Set<Key> keys(Service service) {
    return Desired.of(service.name(), demands(service)).keySet();
  }

  /** Throws HostRequirementException, ConfigException. */
  Demands demands(Service service) {
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
          Missing.IPV6, "this kernel has no IPv6, and " + what + " needs it on " + device);
    }
    if (reading.is("1")) {
      throw new HostRequirementException(
          Missing.IPV6,
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
  private void requireNoneOfItsOwn(Service service, HostState observed) {
    if (service.role() != Role.REAL_SERVER
        || service.external()
        || service.profile().vip().isEmpty()) {
      return;
    }
    Started started = ledger.services().get(service.name());
    for (Value value : observed.unrequested()) {
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
  private void requireParameters(Map<Key, Expectation> desired, HostState observed) {
    desired.forEach(
        (key, expectation) -> {
          if (key.kind() == Kind.SYSCTL
              && !(observed.at(key) instanceof Item)
              && !expectation.checkOnly()
              && SysctlKey.parse(key.name()).device().isPresent()
              && key.device().filter(device -> !isThere(device)).isEmpty()) {
            String lacking = new Unmet(key, observed.at(key), expectation).toString();
            throw new HostRequirementException(Missing.PARAMETER, lacking);
          }
        });
  }

  private boolean isThere(String device) {
    return kernel.rtnetlink().links().stream().anyMatch(link -> link.name().equals(device));
  }

  public Started started(Service service) {
    List<String> vips = service.vips().stream().map(Started::vip).toList();
    return new Started(
        service.name(),
        service.profile().name(),
        service.role().toString(),
        service.origin(),
        vips,
        true);
  }
}
