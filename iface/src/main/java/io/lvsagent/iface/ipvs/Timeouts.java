package io.lvsagent.iface.ipvs;

/**
 * How long idle connections are remembered, in seconds: 1 to 2147483, or more where the kernel
 * ticks at less than 1000 Hz. When set, 0 leaves what is there.
 */
public record Timeouts(long tcp, long tcpFin, long udp) {
  @Override
  public String toString() {
    return tcp + " " + tcpFin + " " + udp;
  }
}
