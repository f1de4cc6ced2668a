package io.lvsagent.profiles.compile;

import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.SyncDaemon;
import io.lvsagent.iface.ipvs.Timeouts;
import io.lvsagent.iface.ipvs.VirtualService;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.Balancing;
import io.lvsagent.profiles.model.VirtualServiceSpec;
import java.util.ArrayList;
import java.util.List;

/** Compiles the IPVS table entries of one service, with its virtual servers on each VIP. */
final class BalancingDemands {
  private static final String WHY_SERVICE =
      "without it the director does not forward the clients' packets but keeps them for itself";
  private static final String WHY_SERVER =
      "the director sends clients only to the real servers in the IPVS table";
  private static final String WHY_TIMEOUTS =
      "a client loses its connection if the director forgets it while it is idle";
  private static final String WHY_SYNC =
      "a director can take over only the connections that were synchronized to it";

  private final Service service;
  private final List<Demand<VirtualService>> services = new ArrayList<>();
  private final List<Demand<Demands.Balanced>> servers = new ArrayList<>();

  BalancingDemands(Service service) {
    this.service = service;
    for (VirtualServiceSpec server : service.balancing().virtualServers()) {
      if (server.onEachVip()) {
        for (IpPrefix vip : service.vips(server.service().match().isV6())) {
          add(server.on(vip.ip()), server.servers());
        }
      } else {
        add(server.service(), server.servers());
      }
    }
  }

  private void add(VirtualService virtual, List<RealServer> real) {
    services.add(Demand.of(virtual, WHY_SERVICE));
    for (RealServer server : real) {
      Demands.Balanced balanced =
          new Demands.Balanced(virtual.match(), server, service.balancing().anyWeight());
      servers.add(Demand.of(balanced, WHY_SERVER));
    }
  }

  /** Returns the demands on the IPVS table, and no others. */
  Demands demands() {
    List<Demand<Timeouts>> timeouts = new ArrayList<>();
    if (service.balancing().timing().isPresent()) {
      timeouts.add(Demand.of(service.balancing().timing().get().timeouts(), WHY_TIMEOUTS));
    }
    List<Demand<SyncDaemon>> daemons = new ArrayList<>();
    for (Balancing.Sync sync : service.balancing().sync()) {
      SyncDaemon daemon = new SyncDaemon(sync.state(), sync.device().name(), sync.id());
      daemons.add(Demand.of(daemon, WHY_SYNC));
    }
    return new Demands(
        List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), services,
        servers, timeouts, daemons);
  }
}
