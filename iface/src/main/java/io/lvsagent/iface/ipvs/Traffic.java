package io.lvsagent.iface.ipvs;

/**
 * What went through so far, and a second now (IPVS_STATS_ATTR_*).
 *
 * @param connections since the service was made; so the packets and bytes
 * @param connectionRate a second, as are all rates
 */
public record Traffic(
    long connections,
    long packetsIn,
    long packetsOut,
    long bytesIn,
    long bytesOut,
    long connectionRate,
    long packetRateIn,
    long packetRateOut,
    long byteRateIn,
    long byteRateOut) {
  public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
