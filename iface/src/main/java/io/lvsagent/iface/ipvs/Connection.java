package io.lvsagent.iface.ipvs;

/**
 * An entry of the connection table: a connection, or a template, which binds a client to its real
 * server. The client of a template has port 0.
 *
 * @param protocol the kernel's name, such as {@code TCP}; {@code IP} for a template of a firewall
 *     mark
 * @param virtual address and port that the client connected to; a template of a firewall mark has
 *     the mark as the address
 * @param state the kernel's name, such as {@code ESTABLISHED}
 * @param expires seconds until the kernel drops the entry
 * @param engine name and data of the persistence engine, or empty
 */
public record Connection(
    String protocol,
    Endpoint client,
    Endpoint virtual,
    Endpoint destination,
    String state,
    long expires,
    String engine) {}
