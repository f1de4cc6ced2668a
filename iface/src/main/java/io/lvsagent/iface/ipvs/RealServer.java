package io.lvsagent.iface.ipvs;

/**
 * A real server of a virtual service (IPVS_CMD_ATTR_DEST); identity within the service is its
 * endpoint, all else is value.
 *
 * @param weight 0 to 2147483647; 0 takes no new connections
 * @param upper connections above which it takes no new ones; 0: no limit
 * @param lower connections below which it takes new ones again; 0: three quarters of {@code upper}
 * @param tunnel of meaning for {@link Forwarding#TUNNEL} alone
 */
public record RealServer(
    Endpoint endpoint, Forwarding method, int weight, long upper, long lower, Tunnel tunnel) {}
