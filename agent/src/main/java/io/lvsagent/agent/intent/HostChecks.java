package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Item;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.Observation;
import io.lvsagent.agent.host.SysctlItem;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.host.Value.Unreadable;
import io.lvsagent.agent.ledger.HeldValue;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.agent.plan.Plan;
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
import io.lvsagent.profiles.model.DeviceName;
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

/** Compiles services for this host, and refuses what cannot work on it. */
public final class HostChecks {
  private final Kernel kernel;
  private final Ledger ledger;
  private final HostFacts facts;

  public HostChecks(Kernel kernel, Ledger ledger) {
    this.kernel = kernel;
    this.ledger = ledger;
    facts = new HostFacts(kernel.rtnetlink().links(), this::foreign);
  }

  /** Reads a parameter; where the value is ours, returns the original instead. */
  private Reading foreign(SysctlKey key) {
    Reading now = kernel.sysctls().read(key);
    Optional<HeldValue> held = ledger.held(SysctlItem.key(key));
    boolean ours = held.isPresent() && now.is(held.orElseThrow().written());
    return ours ? new Reading.Found(held.orElseThrow().original()) : now;
  }

  List<Link> links() {
    return facts.links();
  }

  /** Asks the kernel whether a packet to an address would be for this host. */
  public boolean isLocal(Ip ip) {
    return kernel.rtnetlink().isLocal(ip);
  }

  /** Returns true if nobody can write a parameter; of a device to make, that of the default. */
  boolean isReadOnly(Key key) {
    SysctlKey name = SysctlKey.parse(key.name());
    boolean toMake = key.device().filter(device -> !isThere(device)).isPresent();
    return kernel.sysctls().isReadOnly(toMake ? name.on("default") : name);
  }

  HostState observe(Collection<Key> keys, Set<Key> leaving) {
    return Observation.of(kernel, keys, leaving);
  }

  /**
   * Throws HostRequirementException, ConfigException or ConflictException if the run cannot
   * succeed. Nothing has been changed then.
   */
  public void requirePossible(PreparedRun prepared, RunRequest request) {
    if (request.starting().size() > 1) {
      Desired.requireOneForm(prepared.requested());
    }
    HostState observed = prepared.observed();
    for (Service service : request.starting()) {
      requireNoneOfItsOwn(service, prepared);
    }
    RenamedDevices.requireNone(ledger, prepared, request);
    requireParameters(prepared.requested(), observed);
    requireReadableSideEffects(prepared.plan());
    DownDevices.requireNone(prepared.plan(), request.starting());
    UnnumberedUplinks.requireHeard(kernel.rtnetlink(), ledger, prepared.plan());
    RouterAdvertisementRoutes.requireNoneLost(kernel, prepared.plan());
  }

  /** Returns the keys that a service needs. Throws what {@link #demands} throws. */
  public Set<Key> keys(Service service) {
    return Desired.of(service.name(), demands(service)).keySet();
  }

  /** Returns the paths of requests to a service. */
  Map<Key, Expectation> paths(Service service, Demands demands) {
    return Paths.of(service, demands, kernel.rtnetlink(), facts.links(), ledger);
  }

  /**
   * Compiles a service. Throws HostRequirementException, ConfigException, and ConflictException if
   * a prefix contains an address or a gateway of the host.
   */
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

  /**
   * Throws HostRequirementException if IPv6 is missing or disabled. The kernel would answer EACCES
   * to an IPv6 address, which looks like a missing permission (addrconf.c).
   */
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

  /**
   * Throws ConflictException if making a prefix local would capture the host's own addresses. VIPs
   * of our services are none of them.
   */
  private void requireFreeOfTheHost(Service service, IpPrefix prefix) {
    boolean v6 = prefix.ip().isV6();
    for (Address address : kernel.rtnetlink().addresses(v6, "")) {
      boolean vip = !ledger.entry(new AddressItem(address).key()).needs().isEmpty();
      if (!vip && prefix.contains(address.ip())) {
        throw new ConflictException(
            "%s: %s contains %s of %s"
                .formatted(service.place(), prefix, address.ip(), address.device()));
      }
    }
    for (Route route : kernel.rtnetlink().routes(new RouteFilter(v6, Route.TABLE_MAIN, "", 0))) {
      if (route.gateway().filter(prefix::contains).isPresent()) {
        throw new ConflictException(
            service.place() + ": " + prefix + " contains the gateway " + route.gateway().get());
      }
    }
  }

  /**
   * Throws ConfigException if a VIP of a real server is the host's own address: one with a prefix
   * shorter than a host's, on a device that does ARP. The host would fall silent. An address that
   * appears while the VIP is up is only a duplicate, and does not refuse the run.
   */
  private void requireNoneOfItsOwn(Service service, PreparedRun prepared) {
    HostState observed = prepared.observed();
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
          && !prepared.ledger().isHeldByOthers(item.address())
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
        String text =
            "%s is the host's own address, on %s as %s: use another address as the VIP"
                .formatted(own.ip(), own.device(), own.network());
        throw range.place().wrong(text);
      }
    }
  }

  /**
   * Throws HostRequirementException if a parameter of a device, or of {@code all}, is absent and
   * would have to be written. Excepted are devices that are still to be made or have just gone.
   * Parameters that belong to no device are not checked, because a module may bring them.
   */
  private void requireParameters(Map<Key, Expectation> desired, HostState observed) {
    for (Map.Entry<Key, Expectation> want : desired.entrySet()) {
      Key key = want.getKey();
      if (key.kind() == Kind.SYSCTL
          && !(observed.at(key) instanceof Item)
          && !want.getValue().checkOnly()
          && SysctlKey.parse(key.name()).device().isPresent()
          && key.device().filter(device -> !isThere(device)).isEmpty()) {
        String lacking = new Unmet(key, observed.at(key), want.getValue()).toString();
        throw new HostRequirementException(Missing.PARAMETER, lacking);
      }
    }
  }

  /** What a write overwrites along the way could not be restored if it cannot be read. */
  private static void requireReadableSideEffects(Plan plan) {
    HostState observed = plan.before();
    for (Change change : plan.acquire()) {
      for (Key side : change.key().kind().sideEffectKeys(change.key(), observed)) {
        if (observed.knows(side) && observed.at(side) instanceof Unreadable there) {
          throw new HostRequirementException(
              Missing.PARAMETER,
              side + " is " + there.text() + ", and writing " + change.key() + " overwrites it");
        }
      }
    }
  }

  private boolean isThere(String device) {
    return kernel.rtnetlink().links().stream().anyMatch(link -> link.name().equals(device));
  }

  /** Returns the ledger's record of a service. */
  public static Started started(Service service) {
    String profile = service.profile().name();
    String role = service.role().toString();
    List<String> vips = service.vips().stream().map(Started::vip).toList();
    String holder = service.external() ? service.device().map(DeviceName::name).orElse("") : "";
    return new Started(service.name(), profile, role, service.origin(), vips, true, holder);
  }
}
