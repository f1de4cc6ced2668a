package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.libc.Libc;
import io.lvsagent.iface.netlink.Attributes;
import io.lvsagent.iface.netlink.MalformedMessage;
import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.PayloadReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** struct rtmsg, its RTA_* attributes and struct rtnexthop (linux/rtnetlink.h). */
final class RtMsg {
  private static final int RTA_DST = 1;
  private static final int RTA_SRC = 2;
  static final int RTA_IIF = 3;
  static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;
  private static final int RTA_PRIORITY = 6;
  private static final int RTA_PREFSRC = 7;
  static final int RTA_METRICS = 8;
  private static final int RTA_MULTIPATH = 9;
  private static final int RTA_FLOW = 11;
  private static final int RTA_TABLE = 15;
  static final int RTA_MARK = 16;
  private static final int RTA_VIA = 18;
  private static final int RTA_ENCAP_TYPE = 21;
  private static final int RTA_ENCAP = 22;
  private static final int RTA_TTL_PROPAGATE = 26;
  private static final int RTA_NH_ID = 30;

  /** Offset of rtm_type. */
  private static final int RTM_TYPE = 7;

  private static final Ip ANY_V4 = Ip.of(new byte[4]);
  private static final Ip ANY_V6 = Ip.of(new byte[16]);
  private static final int RTNH_LENGTH = 8;
  private static final int RTNH_F_ONLINK = 4;

  /**
   * The attributes that {@link Route#more} keeps, in the order in which the kernel sends them
   * (fib_dump_info in fib_semantics.c).
   */
  private static final int[] KEPT = {
    RTA_METRICS, RTA_ENCAP, RTA_ENCAP_TYPE, RTA_FLOW, RTA_TTL_PROPAGATE
  };

  private RtMsg() {}

  static void writeDump(MessageWriter out, Rtnetlink.RouteFilter filter, int index) {
    out.u8(Libc.family(filter.v6())).u8(0).u8(0).u8(0);
    out.u8(shortTable(filter.table())).u8(filter.protocol()).u8(0).u8(0).u32(0);
    table(out, filter.table());
    if (index != 0) {
      out.attribute(RTA_OIF, index);
    }
  }

  static void writeLookup(MessageWriter out, Lookup.Packet packet) {
    Ip to = packet.destination();
    Optional<Ip> source = packet.source();
    out.u8(Libc.family(to.isV6())).u8(to.bits());
    out.u8(source.isPresent() ? to.bits() : 0).u8(0).u32(0).u32(0);
    out.attribute(RTA_DST, to.bytes());
    if (source.isPresent()) {
      out.attribute(RTA_SRC, source.get().bytes());
    }
  }

  /** Writes the whole route, so that a delete removes this route and no other. */
  static void write(MessageWriter out, Route route, int index) {
    IpPrefix to = route.destination();
    out.u8(Libc.family(to.ip().isV6())).u8(to.length()).u8(0).u8(route.tos());
    out.u8(shortTable(route.table())).u8(route.protocol());
    out.u8(route.scope().code()).u8(route.type()).u32(route.isOnlink() ? RTNH_F_ONLINK : 0);
    if (to.length() > 0) {
      out.attribute(RTA_DST, to.ip().bytes());
    }
    table(out, route.table());
    if (route.priority() != 0) {
      out.attribute(RTA_PRIORITY, route.priority());
    }
    if (index != 0) {
      out.attribute(RTA_OIF, index);
    }
    if (route.gateway().isPresent()) {
      gateway(out, route.gateway().get(), to.ip().isV6());
    }
    if (route.source().isPresent()) {
      out.attribute(RTA_PREFSRC, route.source().get().bytes());
    }
    for (String word : route.more().split(",")) {
      int colon = word.indexOf(':');
      if (colon > 0) {
        byte[] value = HexFormat.of().parseHex(word, colon + 1, word.length());
        out.attribute(Integer.parseInt(word.substring(0, colon)), value);
      }
    }
  }

  /** A gateway of the other family is a struct rtvia: its family, then its address. */
  private static void gateway(MessageWriter out, Ip gateway, boolean v6) {
    byte[] address = gateway.bytes();
    if (gateway.isV6() == v6) {
      out.attribute(RTA_GATEWAY, address);
      return;
    }
    ByteBuffer via = ByteBuffer.allocate(Short.BYTES + address.length);
    via.order(ByteOrder.nativeOrder()).putShort((short) Libc.family(gateway.isV6())).put(address);
    out.attribute(RTA_VIA, via.array());
  }

  /** Returns the address of a destination alone; that of a default route has none. */
  static Optional<Ip> destination(PayloadReader in) {
    return in.skip(12).attributes().ip(RTA_DST);
  }

  /**
   * Reads a route, or one for each next hop of a multipath route. Leaves out those whose device was
   * deleted meanwhile, and the route with it.
   */
  static void read(PayloadReader in, Devices devices, List<Route> into) {
    boolean v6 = in.u8() == Libc.AF_INET6;
    int length = in.u8();
    int tos = in.skip(1).u8();
    int shortTable = in.u8();
    int protocol = in.u8();
    Scope scope = Scope.of(in.u8());
    int type = in.u8();
    int flags = in.s32();
    Attributes attributes = in.attributes();
    Ip to = attributes.ip(RTA_DST).orElse(v6 ? ANY_V6 : ANY_V4);
    if (length > to.bits()) {
      throw new MalformedMessage("a prefix of " + length + " bits of " + to);
    }
    IpPrefix prefix = new IpPrefix(to, length);
    int table = attributes.has(RTA_TABLE) ? attributes.s32(RTA_TABLE) : shortTable;
    int priority = attributes.s32(RTA_PRIORITY);
    Optional<Ip> source = attributes.ip(RTA_PREFSRC);
    String more = v6 ? "" : more(attributes, flags);
    PayloadReader hops = attributes.fields(RTA_MULTIPATH);
    int index = attributes.s32(RTA_OIF);
    Attributes hop = attributes;
    do {
      if (!hops.isEmpty()) {
        // struct rtnexthop: length, flags, weight, index; attributes follow.
        int bytes = hops.u16();
        index = hops.skip(2).s32();
        hop = hops.take(bytes - RTNH_LENGTH).attributes();
      }
      String device = devices.name(index);
      if (index == 0 || !device.isEmpty()) {
        into.add(
            new Route(
                table,
                prefix,
                tos,
                priority,
                type,
                scope,
                protocol,
                device,
                gateway(hop),
                source,
                more));
      }
    } while (!hops.isEmpty());
  }

  /** Returns the parts of an IPv4 route that {@link Route} has no component for. */
  private static String more(Attributes attributes, int flags) {
    if (attributes.has(RTA_MULTIPATH) || attributes.has(RTA_NH_ID)) {
      return Route.NEXTHOPS;
    }
    String more = (flags & RTNH_F_ONLINK) == 0 ? "" : Route.ONLINK;
    for (int type : KEPT) {
      if (attributes.has(type)) {
        String word = type + ":" + HexFormat.of().formatHex(attributes.bytes(type));
        more = more.isEmpty() ? word : more + "," + word;
      }
    }
    return more;
  }

  private static Optional<Ip> gateway(Attributes hop) {
    return hop.has(RTA_VIA)
        ? Optional.of(hop.fields(RTA_VIA).skip(2).restAsIp())
        : hop.ip(RTA_GATEWAY);
  }

  static Lookup readLookup(PayloadReader in, Devices devices) {
    int type = in.skip(RTM_TYPE).u8();
    Attributes attributes = in.skip(4).attributes();
    // Without RTA_PREFSRC the source is the requested one (rt_fill_info in route.c).
    Optional<Ip> source = attributes.ip(attributes.has(RTA_PREFSRC) ? RTA_PREFSRC : RTA_SRC);
    String device = devices.name(attributes.s32(RTA_OIF));
    return new Lookup(0, type, device, gateway(attributes), source);
  }

  /** rtm_table is one byte. Larger numbers go in RTA_TABLE, and RT_TABLE_UNSPEC here. */
  private static int shortTable(int table) {
    return table > 0xff ? 0 : table;
  }

  private static void table(MessageWriter out, int table) {
    if (table > 0xff) {
      out.attribute(RTA_TABLE, table);
    }
  }
}
