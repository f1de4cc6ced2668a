package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.netlink.Attributes;

/**
 * IPVS_STATS_ATTR_* (linux/ip_vs.h), which are 1 to 10 in this order, within IPVS_*_ATTR_STATS,
 * whose counters except those of bytes have 32 bits, or within IPVS_*_ATTR_STATS64.
 */
final class StatsAttr {
  private StatsAttr() {}

  static Traffic read(Attributes in) {
    return new Traffic(
        in.unsigned(1), // CONNS
        in.unsigned(2), // INPKTS
        in.unsigned(3), // OUTPKTS
        in.unsigned(4), // INBYTES
        in.unsigned(5), // OUTBYTES
        in.unsigned(6), // CPS
        in.unsigned(7), // INPPS
        in.unsigned(8), // OUTPPS
        in.unsigned(9), // INBPS
        in.unsigned(10)); // OUTBPS
  }
}
