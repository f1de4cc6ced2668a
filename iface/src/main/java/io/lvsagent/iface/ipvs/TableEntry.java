package io.lvsagent.iface.ipvs;

import java.util.List;

/** A virtual service of the table with its traffic and its real servers. */
public record TableEntry(VirtualService service, Traffic traffic, List<Server> servers) {
  public TableEntry {
    servers = List.copyOf(servers);
  }

  /**
   * A real server of the virtual service.
   *
   * @param active number of connections in a state that carries data
   * @param inactive number of other connections
   * @param persistent number of templates that bind a client to this server
   */
  public record Server(
      RealServer server, long active, long inactive, long persistent, Traffic traffic) {}
}
