package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.netlink.PayloadReader;

/**
 * IPVS_STATS_ATTR_* (linux/ip_vs.h), within IPVS_*_ATTR_STATS, whose counters except those of bytes
 * have 32 bits, or within IPVS_*_ATTR_STATS64.
 */
final class StatsAttr {
  private static final int IPVS_STATS_ATTR_CONNS = 1;
  private static final int IPVS_STATS_ATTR_OUTBPS = 10;

  private StatsAttr() {}

  static Traffic read(PayloadReader in) {
    long[] n = new long[IPVS_STATS_ATTR_OUTBPS + 1];
    while (in.nextAttribute()) {
      int attribute = in.attribute();
      if (attribute >= IPVS_STATS_ATTR_CONNS && attribute <= IPVS_STATS_ATTR_OUTBPS) {
        n[attribute] = in.asLong();
      }
    }
    return new Traffic(n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10]);
  }
}
