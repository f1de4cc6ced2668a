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
 * All requirements of one service on one host, in the types of sysctl and iface.
 *
 * @param timeouts at most one; a timeout of 0 is left unchanged
 * @param daemons at most one for each state
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
   * Compiles a service for a host. Throws HostRequirementException if a device is missing, and
   * ConfigException if one is a port of another device or cannot have neighbours.
   */
  public static Demands of(Service service, HostFacts facts) {
    return new Compilation(service, facts).demands();
  }

  /**
   * Compiles the devices and parameters of a service for files that are applied at boot, when its
   * devices need not be there yet.
   */
  public static Demands ofBoot(Service service, HostFacts facts) {
    Compilation compilation = new Compilation(service, facts);
    List<Demand<Setting>> sysctls = compilation.bootSysctls();
    return new Demands(
        compilation.devices(),
        sysctls,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /** Compiles only the IPVS table of a service, which does not depend on the host. */
  public static Demands ofTable(Service service) {
    return new BalancingDemands(service).demands();
  }

  /** Compiles what does not depend on the host: the IPVS table and parameters by their names. */
  public static Demands ofConfig(Service service) {
    Demands table = ofTable(service);
    return new Demands(
        List.of(),
        new Compilation(service, HostFacts.UNKNOWN).namedSysctls(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        table.virtualServices(),
        table.realServers(),
        table.timeouts(),
        table.daemons());
  }

  /**
   * A device that must exist.
   *
   * @param kind the kind of device to create if it is missing, or empty if it cannot be created
   * @param up true if the device must also be up
   */
  public record Device(String name, String kind, boolean up) {}

  /**
   * A real server of a virtual service.
   *
   * @param match the match of the virtual service
   * @param anyWeight true if the weight applies only when the real server is added, and any weight
   *     is accepted afterwards
   */
  public record Balanced(ServiceMatch match, RealServer server, boolean anyWeight) {}
}
