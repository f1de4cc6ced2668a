package io.lvsagent.agent.probe;

import io.lvsagent.agent.probe.Probed.Result;
import io.lvsagent.agent.probe.Probed.Server;
import io.lvsagent.agent.probe.ServerQuestion.Way;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.route.Lookup;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.wire.Mac;
import io.lvsagent.iface.wire.PacketSocket;
import io.lvsagent.iface.wire.Wrapping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ways to real servers, as the kernel routes what IPVS sends. */
final class Ways {
  private final Rtnetlink kernel;
  private final ProbeSockets sockets;
  private final OwnAddresses own;
  private final Map<Ip, Lookup> routes = new HashMap<>();
  private final Map<NeighbourQuestion.Key, Optional<Mac>> permanent = new HashMap<>();

  Ways(Rtnetlink kernel, ProbeSockets sockets, OwnAddresses own) {
    this.kernel = kernel;
    this.sockets = sockets;
    this.own = own;
  }

  /**
   * A real server that can be asked, or the result for one that cannot.
   *
   * @param entry the hardware address by which IPVS would send, if it has not to ask for it
   */
  record Found(Optional<Server> result, Optional<Way> way, String device, Optional<Mac> entry) {}

  Found to(ServerTarget target) {
    if (!target.skipped().isEmpty()) {
      return not(target, Result.NOT_ASKED, target.skipped());
    }
    Ip rip = target.rip();
    Lookup route =
        routes.computeIfAbsent(
            rip, ip -> kernel.lookups(List.of(new Lookup.Sent(ip, Optional.empty()))).get(0));
    if (route.errno() != 0) {
      String why = "this host has no route to it: " + Errno.describe(route.errno());
      return not(target, Result.UNREACHABLE, why);
    }
    if (route.isLocal()) {
      return not(target, Result.NOT_ASKED, "it is this host");
    }
    Optional<PacketSocket> socket = sockets.find(route.device());
    if (socket.isEmpty()) {
      String why = "frames cannot be sent on " + route.device() + ", which leads to it";
      return not(target, Result.NOT_ASKED, why);
    }
    boolean tunnel = target.server().method() == Forwarding.TUNNEL;
    Optional<Ip> outer = own.source(rip.isV6(), route.device(), route.source());
    Optional<Ip> inner = tunnel ? own.source(target.vip().isV6(), route.device(), outer) : outer;
    if (outer.isEmpty() || inner.isEmpty()) {
      return not(target, Result.NOT_ASKED, "this host has no address but VIPs to ask from");
    }
    Optional<Wrapping> wrapping =
        tunnel
            ? Optional.of(new Wrapping(outer.get(), rip, target.server().tunnel(), sockets.port()))
            : Optional.empty();
    Ip nextHop = route.gateway().orElse(rip);
    Optional<Mac> entry = permanent(new NeighbourQuestion.Key(route.device(), nextHop));
    return new Found(
        Optional.empty(),
        Optional.of(new Way(socket.get(), nextHop, inner.get(), wrapping)),
        route.device(),
        entry.isEmpty() && nextHop.equals(rip) ? target.configured() : entry);
  }

  private static Found not(ServerTarget target, Result result, String why) {
    return new Found(
        Optional.of(Server.of(target, result, why)), Optional.empty(), "", Optional.empty());
  }

  /** Returns empty for an address that is not a single host's. */
  private static Optional<Mac> mac(String text) {
    try {
      return Optional.of(Mac.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<Mac> permanent(NeighbourQuestion.Key key) {
    return permanent.computeIfAbsent(
        key,
        wanted -> {
          for (Neighbour entry : kernel.neighbours(wanted.ip().isV6(), wanted.device())) {
            if (entry.ip().equals(wanted.ip()) && entry.isPermanent()) {
              return mac(entry.lladdr());
            }
          }
          return Optional.empty();
        });
  }
}
