package io.lvsagent.iface.ipvs;

/**
 * An entry of the connection table: a connection, or a template that keeps a client with its real
 * server, whose client has port 0.
 *
 * @param protocol as the kernel says it: {@code TCP}; {@code IP} for a template of a firewall mark
 * @param virtual where the client sent it; for such a template the mark takes the address's place
 * @param state as the kernel says it: {@code ESTABLISHED}
 * @param expires seconds until it is forgotten
 * @param engine persistence engine, with the data that it goes by; empty without
 */
public record Connection(
    String protocol,
    Endpoint client,
    Endpoint virtual,
    Endpoint destination,
    String state,
    long expires,
    String engine) {}
