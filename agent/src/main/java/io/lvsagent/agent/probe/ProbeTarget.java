package io.lvsagent.agent.probe;

import io.lvsagent.iface.Ip;
import java.util.List;

/**
 * A VIP to ask for.
 *
 * @param service the name of its service, or empty for a VIP of the command line
 * @param devices where to ask who answers for it
 * @param director true if this host is a director of the service
 * @param peers true if real servers are also directors
 * @param silence the reason why it is no fault if nobody answers, or empty if it is one
 */
public record ProbeTarget(
    String service,
    Ip vip,
    List<String> devices,
    boolean director,
    boolean peers,
    String silence,
    List<ServerTarget> servers) {
  public ProbeTarget {
    devices = List.copyOf(devices);
    servers = List.copyOf(servers);
  }
}
