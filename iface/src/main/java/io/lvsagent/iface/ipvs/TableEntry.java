package io.lvsagent.iface.ipvs;

import java.util.List;

/** A virtual service as the table has it, with what it carries. */
public record TableEntry(VirtualService service, Traffic traffic, List<Server> servers) {
  public TableEntry {
    servers = List.copyOf(servers);
  }

  /**
   * One of its real servers.
   *
   * @param active connections in a state that carries data
   * @param inactive the others
   * @param persistent templates that keep a client with it
   */
  public record Server(
      RealServer server, long active, long inactive, long persistent, Traffic traffic) {}
}
