package io.lvsagent.iface.ipvs;

/**
 * A real server of a virtual service (IPVS_CMD_ATTR_DEST). The endpoint identifies it within its
 * service; the other components are its value.
 *
 * @param method reads back as it was written, even if the address is the director's own
 * @param weight 0 to 2147483647; 0 takes no new connections
 * @param upper connections above which it takes no new ones, 0 to 4294967295; 0 is no limit
 * @param lower connections below which it takes new ones again, 0 to {@code upper}; 0 is three
 *     quarters of {@code upper}
 * @param tunnel {@link Tunnel#IPIP} unless the method is {@link Forwarding#TUNNEL}
 */
public record RealServer(
    Endpoint endpoint, Forwarding method, int weight, long upper, long lower, Tunnel tunnel) {
  private static final long LAST_THRESHOLD = 0xffff_ffffL;

  public RealServer {
    if (weight < 0) {
      throw new IllegalArgumentException("weight " + weight + " is not in 0..2147483647");
    }
    if (upper < 0 || upper > LAST_THRESHOLD) {
      throw new IllegalArgumentException("upper threshold " + upper + " is not in 0..4294967295");
    }
    if (lower < 0 || lower > upper) {
      throw new IllegalArgumentException(
          "lower threshold " + lower + " is not in 0.." + upper + ", the upper threshold");
    }
    if (method != Forwarding.TUNNEL) {
      tunnel = Tunnel.IPIP;
    }
  }

  /** Returns the arguments of {@code ipvsadm}: {@code -r 192.0.2.21:80 -g -w 1}. */
  @Override
  public String toString() {
    return IpvsadmText.server(this);
  }
}
