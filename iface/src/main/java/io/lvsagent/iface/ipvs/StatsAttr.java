package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.netlink.PayloadReader;

/**
 * IPVS_STATS_ATTR_*, within IPVS_*_ATTR_STATS, whose counters but for the bytes have 32 bits, or
 * IPVS_*_ATTR_STATS64 (linux/ip_vs.h).
 */
final class StatsAttr {
  private static final int IPVS_STATS_ATTR_CONNS = 1;
  private static final int IPVS_STATS_ATTR_OUTBPS = 10;

  private StatsAttr() {}

  static Traffic read(PayloadReader in) {
    long[] by = new long[IPVS_STATS_ATTR_OUTBPS + 1];
    while (in.nextAttribute()) {
      int attribute = in.attribute();
      if (attribute >= IPVS_STATS_ATTR_CONNS && attribute <= IPVS_STATS_ATTR_OUTBPS) {
        by[attribute] = in.asLong();
      }
    }
    return new Traffic(by[1], by[2], by[3], by[4], by[5], by[6], by[7], by[8], by[9], by[10]);
  }
}
