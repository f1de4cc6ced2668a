package io.lvsagent.profiles.compile;

import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.SyncDaemon;
import io.lvsagent.iface.ipvs.Timeouts;
import io.lvsagent.iface.ipvs.VirtualService;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.iface.route.Route;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.DirectorGateway;
import io.lvsagent.sysctl.Setting;
import java.util.List;

/**
 * All that one service needs of one host, in the words of sysctl and iface.
 *
 * @param timeouts at most one; 0 is a timeout that stays as it is
 * @param daemons at most one of each state
 */
public record Demands(
    List<Demand<Device>> devices,
    List<Demand<Setting>> sysctls,
    List<Demand<Neighbour>> neighbours,
    List<Demand<Table>> tables,
    List<Demand<Address>> addresses,
    List<Demand<Route>> routes,
    List<Demand<DirectorGateway>> gateways,
    List<Demand<VirtualService>> virtualServices,
    List<Demand<Balanced>> realServers,
    List<Demand<Timeouts>> timeouts,
    List<Demand<SyncDaemon>> daemons) {
  public Demands {
    devices = List.copyOf(devices);
    sysctls = List.copyOf(sysctls);
    neighbours = List.copyOf(neighbours);
    tables = List.copyOf(tables);
    addresses = List.copyOf(addresses);
    routes = List.copyOf(routes);
    gateways = List.copyOf(gateways);
    virtualServices = List.copyOf(virtualServices);
    realServers = List.copyOf(realServers);
    timeouts = List.copyOf(timeouts);
    daemons = List.copyOf(daemons);
  }

  /**
   * All that a service needs of this host. Throws HostLacksException for a device that is missing,
   * ConfigException for one that is only a port of another.
   */
  public static Demands of(Service service, HostFacts facts) {
    return new Compilation(service, facts).demands();
  }

  /** All that a service needs of the IPVS table, on whatever host. */
  public static Demands ofTable(Service service) {
    BalancingDemands balancing = new BalancingDemands(service);
    return new Demands(
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        balancing.virtualServices(),
        balancing.realServers(),
        balancing.timeouts(),
        balancing.daemons());
  }

  /**
   * A device that must exist and, where said, be up.
   *
   * @param kind made as this kind when it is missing, or empty: then it cannot be made
   */
  public record Device(String name, String kind, boolean up) {}

  /**
   * A real server of the virtual service that matches so.
   *
   * @param anyWeight the weight is for a real server that is not there yet; of one that is, any
   *     weight is right
   */
  public record Balanced(ServiceMatch match, RealServer server, boolean anyWeight) {}
}
