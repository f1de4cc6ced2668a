package io.lvsagent.agent.probe;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.Protocol;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.Tunnel;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.wire.Mac;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.compile.HostRequirementException.Missing;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.DeviceName;
import io.lvsagent.profiles.model.Role;
import io.lvsagent.profiles.model.VipRange;
import io.lvsagent.profiles.model.VirtualServiceSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The targets that follow from one service of the config. */
public final class ProbeTargets {
  private final Service service;
  private final boolean up;
  private final List<Endpoint> named;
  private final Rtnetlink kernel;
  private final List<Link> links;

  private ProbeTargets(Service service, boolean up, List<Endpoint> named, Rtnetlink kernel) {
    this.service = service;
    this.up = up;
    this.named = named;
    this.kernel = kernel;
    links = kernel.links();
  }

  /**
   * Returns a target for each VIP of a service, of a whole prefix for its last address. Throws
   * HostRequirementException if no device can be asked on.
   *
   * @param up true if the service is started
   * @param named the real servers to ask in place of those of the config; a port of 0 is that of
   *     the config
   */
  public static List<ProbeTarget> of(
      Service service, boolean up, List<Endpoint> named, Rtnetlink kernel) {
    ProbeTargets targets = new ProbeTargets(service, up, named, kernel);
    List<ProbeTarget> all = new ArrayList<>();
    Set<Boolean> seen = new LinkedHashSet<>();
    for (VipRange range : service.ranges()) {
      List<String> devices = targets.devices(range.isV6());
      for (int i = 0; i < range.count(); i++) {
        Ip vip = range.first().isHost() ? range.first().ip().plus(i) : range.last();
        all.add(targets.target(vip, devices, seen.add(vip.isV6())));
      }
    }
    return all;
  }

  private boolean isDirector() {
    return service.role() == Role.DIRECTOR;
  }

  private ProbeTarget target(Ip vip, List<String> devices, boolean first) {
    Set<ServerTarget> servers = new LinkedHashSet<>();
    if (isDirector()) {
      for (VirtualServiceSpec spec : service.balancing().virtualServers()) {
        add(servers, spec, vip, first);
      }
      if (service.balancing().virtualServers().isEmpty()) {
        for (Endpoint server : named) {
          if (server.port() != 0) {
            add(servers, vip, fresh(server, server.port(), List.of()), server.port(), "");
          }
        }
      }
    }
    return new ProbeTarget(
        service.name(),
        vip,
        devices,
        isDirector(),
        service.profile().peers(),
        silence(vip, devices),
        List.copyOf(servers));
  }

  private List<String> devices(boolean v6) {
    if (isDirector() && service.device().isPresent()) {
      return List.of(service.device().get().name());
    }
    Set<String> devices = new LinkedHashSet<>();
    for (DeviceName uplink : service.uplinks()) {
      devices.add(uplink.name());
    }
    for (Link link : links) {
      if (service.uplinks().isEmpty()
          && link.doesArp()
          && link.isRunning()
          && !kernel.addresses(v6, link.name()).isEmpty()) {
        devices.add(link.name());
      }
    }
    if (devices.isEmpty()) {
      throw new HostRequirementException(
          Missing.DEVICE,
          "no device has neighbours that could be asked for the VIPs of service " + service.name());
    }
    return List.copyOf(devices);
  }

  /** Returns why it is no fault if nobody answers, or an empty text if it is one. */
  private String silence(Ip vip, List<String> devices) {
    if (isDirector()) {
      return up || service.external() ? "" : "service " + service.name() + " is not started";
    }
    boolean direct = service.profile().gateway().isEmpty() && !service.profile().makesDevice();
    return direct || isOnLink(vip, devices) ? "" : "it is in no network of this host";
  }

  private boolean isOnLink(Ip vip, List<String> devices) {
    for (String device : devices) {
      for (Address own : kernel.addresses(vip.isV6(), device)) {
        if (own.makesOnLink(vip)) {
          return true;
        }
      }
    }
    return false;
  }

  private void add(Set<ServerTarget> into, VirtualServiceSpec spec, Ip vip, boolean first) {
    if (spec.service().match() instanceof ServiceMatch.Listener listener) {
      boolean onVip =
          spec.onEachVip() ? listener.isV6() == vip.isV6() : listener.endpoint().ip().equals(vip);
      add(into, spec, vip, onVip, listener);
      return;
    }
    for (VirtualServiceSpec.Marked packets : spec.marked()) {
      boolean onVip =
          packets.onEachVip()
              ? packets.match().isV6() == vip.isV6()
              : packets.match().endpoint().ip().equals(vip);
      add(into, spec, vip, onVip, packets.match());
    }
    if (spec.marked().isEmpty() && first && spec.service().match().isV6() == vip.isV6()) {
      for (RealServer server : servers(spec, 0)) {
        add(into, vip, server, 0, "a firewall mark tells no port to ask for");
      }
    }
  }

  private void add(
      Set<ServerTarget> into,
      VirtualServiceSpec spec,
      Ip vip,
      boolean onVip,
      ServiceMatch.Listener listener) {
    if (!onVip) {
      return;
    }
    int port = listener.endpoint().port();
    String skipped = "";
    if (listener.protocol() != Protocol.TCP) {
      skipped = listener.protocol() + " has no handshake that every server answers";
    } else if (port == 0) {
      skipped = "every port is balanced, so that there is none to ask for";
    }
    for (RealServer server : servers(spec, port)) {
      add(into, vip, server, port, skipped);
    }
  }

  private void add(Set<ServerTarget> into, Ip vip, RealServer server, int port, String skipped) {
    boolean tunnel = server.method() == Forwarding.TUNNEL;
    if (tunnel || server.endpoint().ip().isV6() == vip.isV6()) {
      into.add(new ServerTarget(vip, server, port, configured(server.endpoint().ip()), skipped));
    }
  }

  private Optional<Mac> configured(Ip rip) {
    for (Neighbour entry : service.onLink().neighbours()) {
      if (entry.ip().equals(rip)) {
        return Optional.of(Mac.parse(entry.lladdr()));
      }
    }
    return Optional.empty();
  }

  /** Returns the real servers of a virtual server, or those that were named. */
  private List<RealServer> servers(VirtualServiceSpec spec, int port) {
    if (named.isEmpty()) {
      return spec.servers();
    }
    List<RealServer> servers = new ArrayList<>();
    for (Endpoint name : named) {
      List<RealServer> known = new ArrayList<>(spec.servers());
      known.removeIf(
          server ->
              !server.endpoint().ip().equals(name.ip())
                  || name.port() != 0 && server.endpoint().port() != name.port());
      servers.addAll(known.isEmpty() ? List.of(fresh(name, port, spec.servers())) : known);
    }
    return servers;
  }

  /** Returns a real server that the config does not have, with the settings of its siblings. */
  private RealServer fresh(Endpoint name, int port, List<RealServer> siblings) {
    Forwarding method = service.profile().forwarding().orElse(Forwarding.DIRECT);
    Tunnel tunnel = Tunnel.IPIP;
    int at = port;
    if (!siblings.isEmpty()) {
      method = siblings.get(0).method();
      tunnel = siblings.get(0).tunnel();
      at = siblings.get(0).endpoint().port();
    }
    Endpoint endpoint = new Endpoint(name.ip(), name.port() == 0 ? at : name.port());
    return new RealServer(endpoint, method, 1, 0, 0, tunnel);
  }
}
