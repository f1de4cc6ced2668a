package io.lvsagent.agent.host;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.ipvs.IpvsEdit;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.netlink.Refusal;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Lookup;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.route.RtnetlinkRequest;
import io.lvsagent.iface.route.Scope;
import io.lvsagent.iface.wire.PacketSockets;
import io.lvsagent.sysctl.SysctlKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The IPv4 side of a host in memory, its /proc/sys in a folder. What it does along with a change is
 * what the kernel does: both pass HostContract. It can refuse a step, or die after one.
 */
public final class FakeHost implements Rtnetlink {
  /** The process ends here: nothing of ours catches it. */
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1;
  }

  private static final int NEVER = -1;
  private static final int PROTOCOL_KERNEL = 2;
  private static final int LONGEST_LABEL = 15;
  private static final int UP = 0x1;
  private static final int NOARP = 0x80;

  private final Map<Integer, Link> links = new TreeMap<>();
  private final List<Address> addresses = new ArrayList<>();
  private final List<Route> routes = new ArrayList<>();
  private final List<Neighbour> neighbours = new ArrayList<>();
  private final FakeParameters parameters;
  private final FakeTable table = new FakeTable(this::takesStep);
  private int nextIndex = 1;
  private int taken;
  private final Set<Integer> refused = new HashSet<>();
  private int refusedFrom = Integer.MAX_VALUE;
  private int crashing = NEVER;
  private String kept = "";

  /** Empty but for a lo that is down, as a new network namespace. */
  public FakeHost(Path root) {
    parameters = new FakeParameters(root, this::takesStep);
    device("lo", "", 0x8);
  }

  public Kernel kernel() {
    return new Kernel(
        parameters.procSys(), this, table, new NoTables(), new PacketSockets(), name -> {});
  }

  /** A device; the flags are IFF_*. */
  public void device(String name, String kind, int flags) {
    links.put(nextIndex, new Link(nextIndex, name, kind, flags, 0, ""));
    nextIndex++;
    parameters.come(name);
  }

  /** From now on a module keeps this device. */
  public void keep(String name) {
    kept = name;
  }

  /** Makes a device the port of a bridge. */
  public void enslave(String port, String bridge) {
    Link link = require(port);
    int master = require(bridge).index();
    links.put(
        link.index(),
        new Link(link.index(), port, link.kind(), link.flags(), master, require(bridge).kind()));
  }

  /** These changes from now, counted from 0, are refused. */
  public void refuse(int... steps) {
    for (int step : steps) {
      refused.add(taken + step);
    }
  }

  /** This change from now, counted from 0, and all that follow are refused. */
  public void refuseFrom(int step) {
    refusedFrom = taken + step;
  }

  /** After this many more changes the process dies, whatever it does next. */
  public void crashAfter(int n) {
    crashing = taken + n;
  }

  public void recover() {
    refused.clear();
    refusedFrom = Integer.MAX_VALUE;
    crashing = NEVER;
  }

  /** How many changes were asked for so far. */
  public int changes() {
    return taken;
  }

  /** Writes as somebody else would, the kernel's side effects with it. */
  public void set(String device, String name, String value) {
    parameters.write(SysctlKey.ipv4(device, name), value);
  }

  public void forward(boolean on) {
    parameters.write(SysctlKey.IP_FORWARD, on ? "1" : "0");
  }

  public String sysctl(String device, String name) {
    return parameters.text(SysctlKey.ipv4(device, name));
  }

  /** Says an edit of the IPVS table as somebody else would; it must not be refused. */
  public void say(IpvsEdit edit) {
    table.say(edit);
  }

  /** Says a request as somebody else would; it must not be refused. */
  public void say(RtnetlinkRequest request) {
    NetlinkException why = answer(request);
    if (why != null) {
      throw why;
    }
  }

  /** All that there is, one thing a line. */
  public Set<String> snapshot() {
    Set<String> all = new TreeSet<>();
    // an index is never given twice: a device that was made again has another
    links
        .values()
        .forEach(link -> all.add("link " + link.toString().replaceFirst("index=\\d+", "")));
    addresses.forEach(address -> all.add("address " + address));
    routes.forEach(route -> all.add("route " + route));
    for (Neighbour neighbour : neighbours) {
      if (neighbour.isPermanent()) {
        all.add("neighbour " + neighbour);
      }
    }
    all.addAll(table.snapshot());
    all.addAll(parameters.lines());
    return all;
  }

  private boolean takesStep() {
    alive();
    boolean refuse = refused.contains(taken) || taken >= refusedFrom;
    taken++;
    return refuse;
  }

  private void alive() {
    if (taken == crashing) {
      throw new Crash();
    }
  }

  private Link require(String name) {
    for (Link link : links.values()) {
      if (link.name().equals(name)) {
        return link;
      }
    }
    throw new NetlinkException("look up " + name, Errno.ENODEV, "");
  }

  @Override
  public List<Link> links() {
    alive();
    return List.copyOf(links.values());
  }

  @Override
  public List<Address> addresses(boolean v6, String device) {
    alive();
    return v6
        ? List.of()
        : addresses.stream().filter(a -> device.isEmpty() || a.device().equals(device)).toList();
  }

  @Override
  public List<Neighbour> neighbours(boolean v6, String device) {
    alive();
    return v6 ? List.of() : neighbours.stream().filter(n -> n.device().equals(device)).toList();
  }

  @Override
  public List<Route> routes(RouteFilter filter) {
    alive();
    List<Route> found = new ArrayList<>();
    for (Route route : all()) {
      if (!filter.v6()
          && (filter.table() == 0 || filter.table() == route.table())
          && (filter.device().isEmpty() || filter.device().equals(route.device()))
          && (filter.protocol() == 0 || filter.protocol() == route.protocol())) {
        found.add(route);
      }
    }
    return found;
  }

  /** With those of table local that the kernel makes for each address. */
  private List<Route> all() {
    List<Route> all = new ArrayList<>(routes);
    for (Address address : addresses) {
      all.add(local(address, IpPrefix.host(address.ip())));
    }
    return all;
  }

  private static Route local(Address address, IpPrefix destination) {
    return new Route(
        Route.TABLE_LOCAL,
        destination,
        0,
        0,
        Route.TYPE_LOCAL,
        Scope.HOST,
        PROTOCOL_KERNEL,
        address.device(),
        Optional.empty(),
        Optional.of(address.ip()));
  }

  private static IpPrefix network(Address address) {
    byte[] network = address.ip().bytes();
    for (int bit = address.prefix(); bit < network.length * 8; bit++) {
      network[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    return new IpPrefix(Ip.of(network), address.prefix());
  }

  @Override
  public Optional<Lookup> lookup(Ip destination, Optional<Ip> source) {
    alive();
    Route best = null;
    for (Route route : all()) {
      boolean closer =
          best == null
              || route.table() > best.table()
              || route.table() == best.table()
                  && route.destination().length() > best.destination().length();
      if (route.destination().contains(destination) && closer) {
        best = route;
      }
    }
    return best == null
        ? Optional.empty()
        : Optional.of(new Lookup(best.type(), best.device(), best.gateway(), best.source()));
  }

  @Override
  public List<Refusal> apply(List<? extends RtnetlinkRequest> requests) {
    List<Refusal> refusals = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      RtnetlinkRequest request = requests.get(i);
      NetlinkException why =
          takesStep()
              ? new NetlinkException(request.toString(), Errno.ENOBUFS, "")
              : answer(request);
      if (why != null) {
        refusals.add(new Refusal(i, why));
      }
    }
    return refusals;
  }

  private NetlinkException answer(RtnetlinkRequest request) {
    int errno = 0;
    try {
      if (request instanceof RtnetlinkRequest.AddAddress add) {
        errno = add(add.address());
      } else if (request instanceof RtnetlinkRequest.DeleteAddress delete) {
        errno = delete(delete.address());
      } else if (request instanceof RtnetlinkRequest.AddRoute add) {
        errno = add(add.route());
      } else if (request instanceof RtnetlinkRequest.DeleteRoute delete) {
        errno = delete(delete.route());
      } else if (request instanceof RtnetlinkRequest.ReplaceNeighbour replace) {
        require(replace.neighbour().device());
        replace(replace.neighbour());
      } else if (request instanceof RtnetlinkRequest.DeleteNeighbour delete) {
        require(delete.neighbour().device());
        errno = forget(delete.neighbour()) ? 0 : Errno.ENOENT;
      } else if (request instanceof RtnetlinkRequest.SetUp set) {
        setUp(require(set.device()), set.up());
      } else if (request instanceof RtnetlinkRequest.AddLink add) {
        errno = add(add.device(), add.kind());
      } else if (request instanceof RtnetlinkRequest.DeleteLink delete) {
        remove(require(delete.device()));
      } else {
        errno = Errno.EOPNOTSUPP;
      }
    } catch (NetlinkException missing) {
      errno = missing.errno();
    }
    return errno == 0 ? null : new NetlinkException(request.toString(), errno, "");
  }

  /** Who made an entry stays so unless another is said (neigh_add in neighbour.c). */
  private void replace(Neighbour made) {
    int protocol = made.protocol();
    for (Neighbour there : neighbours) {
      boolean same = there.device().equals(made.device()) && there.ip().equals(made.ip());
      protocol = same && protocol == 0 ? there.protocol() : protocol;
    }
    forget(made);
    neighbours.add(
        new Neighbour(
            made.device(), made.ip(), made.lladdr(), made.state(), made.flags(), protocol));
  }

  private boolean forget(Neighbour neighbour) {
    return neighbours.removeIf(
        n -> n.device().equals(neighbour.device()) && n.ip().equals(neighbour.ip()));
  }

  private int add(Address address) {
    Link link = require(address.device());
    if (address.label().length() > LONGEST_LABEL) {
      return Errno.ERANGE;
    }
    if (addresses.stream().anyMatch(a -> sameIdentity(a, address))) {
      return Errno.EEXIST;
    }
    String label = address.label().isEmpty() ? link.name() : address.label();
    addresses.add(
        new Address(
            link.name(),
            address.ip(),
            address.prefix(),
            address.scope(),
            label,
            address.deprecated()));
    parameters.settle(link.name());
    if (link.isUp()) {
      connect(address);
    }
    return 0;
  }

  private static boolean sameIdentity(Address one, Address other) {
    return one.device().equals(other.device())
        && one.ip().equals(other.ip())
        && one.prefix() == other.prefix();
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
        : new Route(
            Route.TABLE_MAIN,
            network(address),
            0,
            0,
            Route.TYPE_UNICAST,
            Scope.LINK,
            PROTOCOL_KERNEL,
            address.device(),
            Optional.empty(),
            Optional.of(address.ip()));
  }

  private int delete(Address address) {
    require(address.device());
    if (!addresses.removeIf(a -> sameIdentity(a, address))) {
      return Errno.EADDRNOTAVAIL;
    }
    routes.remove(subnet(address));
    boolean elsewhere = addresses.stream().anyMatch(a -> a.ip().equals(address.ip()));
    boolean last = addresses.stream().noneMatch(a -> a.device().equals(address.device()));
    routes.removeIf(
        route ->
            !elsewhere && route.source().equals(Optional.of(address.ip()))
                || last && route.device().equals(address.device()));
    if (last) {
      neighbours.removeIf(neighbour -> neighbour.device().equals(address.device()));
    }
    return 0;
  }

  /** A request without a source means the route whatever its source. */
  private int delete(Route route) {
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

  private int add(Route route) {
    Link link = require(route.device());
    if (!link.isUp() && route.type() != Route.TYPE_LOCAL) {
      return Errno.ENETDOWN;
    }
    if (route.source().filter(ip -> !isLocal(ip)).isPresent()) {
      return Errno.EINVAL;
    }
    for (Route there : all()) {
      if (there.table() == route.table()
          && there.destination().equals(route.destination())
          && there.tos() == route.tos()
          && there.priority() == route.priority()) {
        return Errno.EEXIST;
      }
    }
    routes.add(route);
    return 0;
  }

  private boolean isLocal(Ip ip) {
    return lookup(ip, Optional.empty()).filter(Lookup::isLocal).isPresent();
  }

  private int add(String name, String kind) {
    if (links.values().stream().anyMatch(link -> link.name().equals(name))) {
      return Errno.EEXIST;
    }
    device(name, kind, kind.equals("ipip") ? NOARP : 0);
    return 0;
  }

  /** But for one that its module keeps: the kernel takes the order and does nothing. */
  private void remove(Link link) {
    if (link.name().equals(kept)) {
      return;
    }
    String name = link.name();
    links.remove(link.index());
    addresses.removeIf(address -> address.device().equals(name));
    routes.removeIf(route -> route.device().equals(name));
    neighbours.removeIf(neighbour -> neighbour.device().equals(name));
    parameters.go(name);
  }

  private void setUp(Link link, boolean up) {
    int flags = up ? link.flags() | UP : link.flags() & ~UP;
    links.put(
        link.index(),
        new Link(link.index(), link.name(), link.kind(), flags, link.master(), link.masterKind()));
    if (!up) {
      routes.removeIf(r -> r.table() == Route.TABLE_MAIN && r.device().equals(link.name()));
      neighbours.removeIf(neighbour -> link.isUp() && neighbour.device().equals(link.name()));
    } else if (!link.isUp()) {
      if (link.isLoopback()) {
        add(new Address("lo", Ip.parse("127.0.0.1"), 8, Scope.HOST, "lo", false));
      }
      List<Address> own = addresses.stream().filter(a -> a.device().equals(link.name())).toList();
      own.forEach(this::connect);
    }
  }

  @Override
  public void close() {}
}
