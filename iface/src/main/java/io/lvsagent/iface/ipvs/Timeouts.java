package io.lvsagent.iface.ipvs;

/** How long idle connections are remembered, in seconds. */
public record Timeouts(long tcp, long tcpFin, long udp) {}
