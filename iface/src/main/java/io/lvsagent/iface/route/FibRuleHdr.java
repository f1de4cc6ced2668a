package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.libc.Libc;
import io.lvsagent.iface.netlink.Attributes;
import io.lvsagent.iface.netlink.MalformedMessage;
import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.PayloadReader;
import java.util.Optional;

/** struct fib_rule_hdr and its FRA_* attributes (linux/fib_rules.h). */
final class FibRuleHdr {
  private static final int FRA_DST = 1;
  private static final int FRA_SRC = 2;
  private static final int FRA_IIFNAME = 3;
  private static final int FRA_PRIORITY = 6;
  private static final int FRA_FWMARK = 10;
  private static final int FRA_TUN_ID = 12;
  private static final int FRA_SUPPRESS_PREFIXLEN = 14;
  private static final int FRA_TABLE = 15;
  private static final int FRA_FWMASK = 16;
  private static final int FRA_OIFNAME = 17;
  private static final int FRA_L3MDEV = 19;
  private static final int FRA_UID_RANGE = 20;
  private static final int FRA_IP_PROTO = 22;
  private static final int FRA_SPORT_RANGE = 23;
  private static final int FRA_DPORT_RANGE = 24;
  private static final int FIB_RULE_INVERT = 2;

  private FibRuleHdr() {}

  static void writeDump(MessageWriter out, boolean v6) {
    out.u8(Libc.family(v6)).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u32(0);
  }

  static Rule read(PayloadReader in) {
    boolean v6 = in.u8() == Libc.AF_INET6;
    int toLength = in.u8();
    int fromLength = in.u8();
    int tos = in.u8();
    int shortTable = in.u8();
    int action = in.skip(2).u8();
    boolean inverted = (in.s32() & FIB_RULE_INVERT) != 0;
    Attributes attributes = in.attributes();
    boolean mentionsMore = tos != 0 || attributes.s32(FRA_TUN_ID) != 0;
    for (int type :
        new int[] {FRA_OIFNAME, FRA_UID_RANGE, FRA_IP_PROTO, FRA_SPORT_RANGE, FRA_DPORT_RANGE}) {
      mentionsMore |= attributes.has(type);
    }
    return new Rule(
        v6,
        attributes.s32(FRA_PRIORITY),
        action,
        attributes.has(FRA_TABLE) ? attributes.s32(FRA_TABLE) : shortTable,
        prefix(attributes.ip(FRA_SRC), fromLength),
        prefix(attributes.ip(FRA_DST), toLength),
        attributes.text(FRA_IIFNAME),
        attributes.s32(FRA_FWMARK),
        attributes.has(FRA_FWMASK) ? attributes.s32(FRA_FWMASK) : 0,
        attributes.has(FRA_SUPPRESS_PREFIXLEN) ? attributes.s32(FRA_SUPPRESS_PREFIXLEN) : -1,
        inverted,
        attributes.u8(FRA_L3MDEV) != 0,
        mentionsMore);
  }

  private static Optional<IpPrefix> prefix(Optional<Ip> ip, int length) {
    if (ip.filter(address -> length > address.bits()).isPresent()) {
      throw new MalformedMessage("a rule with a prefix of " + length + " bits of " + ip.get());
    }
    return ip.map(address -> new IpPrefix(address, length));
  }
}
