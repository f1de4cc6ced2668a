package io.lvsagent.profiles;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Route;
import io.lvsagent.sysctl.Setting;
import java.util.List;

/** All that one service needs of one host, in the words of sysctl and iface. */
public record Demands(
    List<Demand<Device>> devices,
    List<Demand<Setting>> sysctls,
    List<Demand<Address>> addresses,
    List<Demand<Route>> routes,
    List<Demand<Gateway>> gateways) {
  public Demands {
    devices = List.copyOf(devices);
    sysctls = List.copyOf(sysctls);
    addresses = List.copyOf(addresses);
    routes = List.copyOf(routes);
    gateways = List.copyOf(gateways);
  }

  /**
   * A device that must exist and, where said, be up.
   *
   * @param kind made as this kind when it is missing, or empty: then it cannot be made
   */
  public record Device(String name, String kind, boolean up) {}

  /** What the host sends to {@code destination} as an answer must leave through {@code gateway}. */
  public record Gateway(Ip destination, Ip gateway) {}
}
