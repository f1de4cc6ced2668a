package io.lvsagent.agent.host;

import io.lvsagent.iface.Ip;
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
import io.lvsagent.iface.route.Rule;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The devices, neighbours, addresses and routes of {@link FakeHost}. What it does along with a
 * change is what the kernel does: FakeHostTest holds it to that.
 */
final class FakeRtnetlink implements Rtnetlink {
  private static final int UP = 0x1;
  private static final int NOARP = 0x80;

  private final Map<Integer, Link> links = new TreeMap<>();
  private final FakeNeighbours neighbours = new FakeNeighbours();
  private final FakeParameters parameters;
  private final FakeIpv4 ipv4;
  private final FakeIpv6 ipv6;
  private final Set<String> kept = new HashSet<>();
  private final Predicate<String> hasKind;
  private final Runnable alive;
  private final BooleanSupplier refuses;
  private int nextIndex = 1;

  /**
   * @param hasKind whether the kernel can make devices of a kind
   * @param alive dies where the process is dead by now
   * @param refuses asked before each change whether it shall be refused
   */
  FakeRtnetlink(
      FakeParameters parameters,
      Predicate<String> hasKind,
      Runnable alive,
      BooleanSupplier refuses) {
    this.parameters = parameters;
    this.hasKind = hasKind;
    this.alive = alive;
    this.refuses = refuses;
    ipv4 = new FakeIpv4(parameters, device -> neighbours.flush(device, false));
    ipv6 = new FakeIpv6(parameters);
  }

  void device(String name, String kind, int flags) {
    links.put(nextIndex, new Link(nextIndex, name, kind, flags, 0, ""));
    nextIndex++;
    parameters.come(name);
  }

  void rename(String device, String name) {
    Link link = require(device);
    links.put(
        link.index(),
        new Link(link.index(), name, link.kind(), link.flags(), link.master(), link.masterKind()));
    ipv4.rename(device, name);
    ipv6.rename(device, name);
    parameters.rename(device, name);
    if (kept.remove(device)) {
      kept.add(name);
    }
  }

  void keep(String name) {
    kept.add(name);
  }

  boolean has(String name) {
    return links.values().stream().anyMatch(link -> link.name().equals(name));
  }

  void enslave(String port, String bridge) {
    Link link = require(port);
    int master = require(bridge).index();
    links.put(
        link.index(),
        new Link(link.index(), port, link.kind(), link.flags(), master, require(bridge).kind()));
  }

  void advertise(String device) {
    ipv6.advertise(device, Ip.parse("fe80::1"));
  }

  void say(RtnetlinkRequest request) {
    NetlinkException why = answer(request);
    if (why != null) {
      throw why;
    }
  }

  /** All that there is, one thing a line. */
  List<String> snapshot() {
    List<String> all = new ArrayList<>();
    // an index is never given twice: a device that was made again has another
    links
        .values()
        .forEach(link -> all.add("link " + link.toString().replaceFirst("index=\\d+", "")));
    for (FakeFamily family : List.of(ipv4, ipv6)) {
      family.addresses.forEach(address -> all.add("address " + address));
      family.routes.forEach(route -> all.add("route " + route));
    }
    all.addAll(neighbours.snapshot());
    return all;
  }

  private Link require(String name) {
    for (Link link : links.values()) {
      if (link.name().equals(name)) {
        return link;
      }
    }
    throw new NetlinkException("look up " + name, Errno.ENODEV, "");
  }

  private FakeFamily family(boolean v6) {
    return v6 ? ipv6 : ipv4;
  }

  /** What the kernel does along with a write of IPv6's that is not to another parameter. */
  void written(SysctlKey key) {
    if (key.name().equals("forwarding")
        && parameters.text(key).equals("1")
        && !key.device().equals(Optional.of("default"))) {
      ipv6.beganToForward();
    } else if (key.name().equals("disable_ipv6")) {
      for (Link link : links.values()) {
        boolean off = parameters.text(key.on(link.name())).equals("1");
        if (off) {
          ipv6.wentDown(link);
          neighbours.flush(link.name(), true);
        } else if (link.isUp()) {
          ipv6.wentUp(link);
        }
      }
    }
  }

  @Override
  public List<Link> links() {
    alive.run();
    return List.copyOf(links.values());
  }

  @Override
  public List<Address> addresses(boolean v6, String device) {
    alive.run();
    return family(v6).addresses(device);
  }

  @Override
  public List<Neighbour> neighbours(boolean v6, String device) {
    alive.run();
    return neighbours.on(device, v6);
  }

  @Override
  public List<Neighbour> proxies(boolean v6) {
    alive.run();
    return List.of();
  }

  @Override
  public List<Route> routes(RouteFilter filter) {
    alive.run();
    return family(filter.v6()).routes(filter);
  }

  /** A packet that comes in is not filtered: the tests of the filter ask the kernel. */
  @Override
  public List<Lookup> lookups(List<? extends Lookup.Packet> packets) {
    alive.run();
    List<Lookup> answers = new ArrayList<>();
    for (Lookup.Packet packet : packets) {
      Optional<Ip> source = packet instanceof Lookup.Sent ? packet.source() : Optional.empty();
      Ip to = packet.destination();
      answers.add(family(to.isV6()).lookup(to, source).orElse(FakeFamily.NO_ROUTE));
    }
    return answers;
  }

  @Override
  public List<Rule> rules(boolean v6) {
    return List.of();
  }

  @Override
  public void requirePermission(RtnetlinkRequest request) {}

  @Override
  public List<Refusal> apply(List<? extends RtnetlinkRequest> requests) {
    List<Refusal> refusals = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      RtnetlinkRequest request = requests.get(i);
      NetlinkException why =
          lacksKind(request)
              ? new NetlinkException(request.toString(), Errno.EOPNOTSUPP, "")
              : refuses.getAsBoolean()
                  ? new NetlinkException(request.toString(), Errno.ENOBUFS, "")
                  : answer(request);
      if (why != null) {
        refusals.add(new Refusal(i, why));
      }
    }
    return refusals;
  }

  /** The device is asked for again once its module is loaded: that is the change. */
  private boolean lacksKind(RtnetlinkRequest request) {
    return request instanceof RtnetlinkRequest.AddLink add && !hasKind.test(add.kind());
  }

  private @Nullable NetlinkException answer(RtnetlinkRequest request) {
    int errno;
    try {
      errno = errno(request);
    } catch (NetlinkException missing) {
      errno = missing.errno();
    }
    return errno == 0 ? null : new NetlinkException(request.toString(), errno, "");
  }

  private int errno(RtnetlinkRequest request) {
    if (request instanceof RtnetlinkRequest.AddAddress add) {
      return family(add.address().ip().isV6()).add(add.address(), require(add.address().device()));
    } else if (request instanceof RtnetlinkRequest.ChangeAddress change) {
      Address address = change.address();
      return family(address.ip().isV6()).change(address, require(address.device()));
    } else if (request instanceof RtnetlinkRequest.DeleteAddress delete) {
      require(delete.address().device());
      return family(delete.address().ip().isV6()).delete(delete.address());
    } else if (request instanceof RtnetlinkRequest.AddRoute add) {
      Route route = add.route();
      return family(route.destination().ip().isV6()).add(route, require(route.device()));
    } else if (request instanceof RtnetlinkRequest.DeleteRoute delete) {
      return family(delete.route().destination().ip().isV6()).delete(delete.route());
    } else if (request instanceof RtnetlinkRequest.ReplaceNeighbour replace) {
      Neighbour made = replace.neighbour();
      if (made.ip().isV6() && ipv6.isDisabled(require(made.device()).name())) {
        return Errno.EINVAL;
      }
      neighbours.replace(made);
      return 0;
    } else if (request instanceof RtnetlinkRequest.DeleteNeighbour delete) {
      require(delete.neighbour().device());
      return neighbours.forget(delete.neighbour()) ? 0 : Errno.ENOENT;
    } else if (request instanceof RtnetlinkRequest.SetUp set) {
      setUp(require(set.device()), set.up());
      return 0;
    } else if (request instanceof RtnetlinkRequest.AddLink add) {
      return add(add.device(), add.kind());
    }
    remove(require(((RtnetlinkRequest.DeleteLink) request).device()));
    return 0;
  }

  private int add(String name, String kind) {
    // a module's own device is the one that takes every packet, and there is room for one
    boolean another =
        links.values().stream().anyMatch(l -> kept.contains(l.name()) && l.kind().equals(kind));
    if (has(name) || another) {
      return Errno.EEXIST;
    }
    device(name, kind, kind.equals("ipip") ? NOARP : 0);
    return 0;
  }

  /** But for one that its module keeps: the kernel takes the order and does nothing. */
  private void remove(Link link) {
    String name = link.name();
    if (kept.contains(name)) {
      return;
    }
    links.remove(link.index());
    ipv4.gone(name);
    ipv6.gone(name);
    neighbours.flush(name);
    parameters.go(name);
  }

  private void setUp(Link link, boolean up) {
    int flags = up ? link.flags() | UP : link.flags() & ~UP;
    Link now =
        new Link(link.index(), link.name(), link.kind(), flags, link.master(), link.masterKind());
    links.put(link.index(), now);
    if (link.isUp() && !up) {
      ipv4.wentDown(now);
      ipv6.wentDown(now);
      neighbours.flush(link.name());
    } else if (up && !link.isUp()) {
      ipv4.wentUp(now);
      ipv6.wentUp(now);
    }
  }

  @Override
  public void close() {}
}
