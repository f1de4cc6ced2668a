package io.lvsagent.iface.ipvs;

/**
 * Traffic counters and current rates (IPVS_STATS_ATTR_*).
 *
 * @param connections total since the service was added, as are all counters
 * @param connectionRate per second, as are all rates
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
