package io.lvsagent.iface.ipvs;

/**
 * The timeouts of idle connections in seconds: 1 to 2147483, or more if the kernel ticks at less
 * than 1000 Hz. When written, 0 leaves a timeout unchanged.
 */
public record Timeouts(long tcp, long tcpFin, long udp) {
  @Override
  public String toString() {
    return tcp + " " + tcpFin + " " + udp;
  }
}
