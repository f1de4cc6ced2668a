package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.libc.Libc;
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
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;
  private static final int RTA_PRIORITY = 6;
  private static final int RTA_PREFSRC = 7;
  static final int RTA_METRICS = 8;
  private static final int RTA_MULTIPATH = 9;
  private static final int RTA_FLOW = 11;
  private static final int RTA_TABLE = 15;
  private static final int RTA_VIA = 18;
  private static final int RTA_ENCAP_TYPE = 21;
  private static final int RTA_ENCAP = 22;
  private static final int RTA_TTL_PROPAGATE = 26;
  private static final int RTA_NH_ID = 30;
  private static final int RTNH_LENGTH = 8;
  private static final int RTNH_F_ONLINK = 4;

  private final boolean v6;
  private final int destinationLength;
  private final int tos;
  private final int protocol;
  private final Scope scope;
  private final int type;
  private int table;
  private int priority;
  private int index;
  private Optional<Ip> destination = Optional.empty();
  private Optional<Ip> gateway = Optional.empty();
  private Optional<Ip> requested = Optional.empty();
  private Optional<Ip> preferred = Optional.empty();
  private boolean nexthops;
  private String more = "";

  private RtMsg(PayloadReader in) {
    v6 = in.u8() == Libc.AF_INET6;
    destinationLength = in.u8();
    in.skip(1);
    tos = in.u8();
    table = in.u8();
    protocol = in.u8();
    scope = Scope.of(in.u8());
    type = in.u8();
    if ((in.s32() & RTNH_F_ONLINK) != 0 && !v6) {
      more = Route.ONLINK;
    }
  }

  static void writeDump(MessageWriter out, Rtnetlink.RouteFilter filter, int index) {
    out.u8(family(filter.v6())).u8(0).u8(0).u8(0);
    out.u8(shortTable(filter.table())).u8(filter.protocol()).u8(0).u8(0).u32(0);
    table(out, filter.table());
    if (index != 0) {
      out.attribute(RTA_OIF, index);
    }
  }

  static void writeLookup(MessageWriter out, Ip destination, Optional<Ip> source) {
    out.u8(family(destination.isV6())).u8(destination.bits());
    out.u8(source.isPresent() ? destination.bits() : 0).u8(0).u32(0).u32(0);
    out.attribute(RTA_DST, destination.bytes());
    if (source.isPresent()) {
      out.attribute(RTA_SRC, source.get().bytes());
    }
  }

  /** Writes the whole route, so that a delete removes this route and no other. */
  static void write(MessageWriter out, Route route, int index) {
    IpPrefix to = route.destination();
    out.u8(family(to.ip().isV6())).u8(to.length()).u8(0).u8(route.tos());
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
    via.order(ByteOrder.nativeOrder()).putShort((short) family(gateway.isV6())).put(address);
    out.attribute(RTA_VIA, via.array());
  }

  /** Reads a route, or one for each next hop of a multipath route. */
  static void read(PayloadReader in, Devices devices, List<Route> into) {
    RtMsg message = new RtMsg(in);
    Optional<PayloadReader> hops = Optional.empty();
    while (in.nextAttribute()) {
      if (in.attribute() == RTA_MULTIPATH) {
        hops = Optional.of(in.asNested());
        message.nexthops = true;
      } else {
        message.readAttribute(in);
      }
    }
    if (hops.isEmpty()) {
      message.addTo(into, devices);
      return;
    }
    while (!hops.get().isEmpty()) {
      message.readHop(hops.get());
      message.addTo(into, devices);
    }
  }

  static Lookup readLookup(PayloadReader in, Devices devices) {
    RtMsg message = new RtMsg(in);
    while (in.nextAttribute()) {
      message.readAttribute(in);
    }
    // Without RTA_PREFSRC the source is the requested one (rt_fill_info in route.c).
    Optional<Ip> source = message.preferred.isPresent() ? message.preferred : message.requested;
    return new Lookup(message.type, devices.name(message.index), message.gateway, source);
  }

  private void readAttribute(PayloadReader in) {
    switch (in.attribute()) {
      case RTA_DST -> destination = Optional.of(in.asIp());
      case RTA_SRC -> requested = Optional.of(in.asIp());
      case RTA_OIF -> index = in.asInt();
      case RTA_GATEWAY -> gateway = Optional.of(in.asIp());
      case RTA_VIA -> gateway = Optional.of(in.asNested().skip(2).restAsIp());
      case RTA_PRIORITY -> priority = in.asInt();
      case RTA_PREFSRC -> preferred = Optional.of(in.asIp());
      case RTA_TABLE -> table = in.asInt();
      case RTA_NH_ID -> nexthops = true;
      case RTA_METRICS, RTA_FLOW, RTA_ENCAP_TYPE, RTA_ENCAP, RTA_TTL_PROPAGATE -> keep(in);
      default -> {}
    }
  }

  private void keep(PayloadReader in) {
    if (!v6) {
      String word = in.attribute() + ":" + HexFormat.of().formatHex(in.asBytes());
      more = more.isEmpty() ? word : more + "," + word;
    }
  }

  /** Reads struct rtnexthop: length, flags, weight, index; attributes follow. */
  private void readHop(PayloadReader hops) {
    int length = hops.u16();
    hops.skip(2);
    index = hops.s32();
    gateway = Optional.empty();
    PayloadReader hop = hops.take(length - RTNH_LENGTH);
    while (hop.nextAttribute()) {
      readAttribute(hop);
    }
  }

  /** Adds the route unless its device was deleted meanwhile, and the route with it. */
  private void addTo(List<Route> routes, Devices devices) {
    String device = devices.name(index);
    if (index != 0 && device.isEmpty()) {
      return;
    }
    Ip to = destination.isPresent() ? destination.get() : Ip.of(new byte[v6 ? 16 : 4]);
    if (destinationLength > to.bits()) {
      throw new MalformedMessage("a prefix of " + destinationLength + " bits of " + to);
    }
    IpPrefix prefix = new IpPrefix(to, destinationLength);
    String rest = nexthops && !v6 ? Route.NEXTHOPS : more;
    routes.add(
        new Route(
            table, prefix, tos, priority, type, scope, protocol, device, gateway, preferred, rest));
  }

  private static int family(boolean v6) {
    return v6 ? Libc.AF_INET6 : Libc.AF_INET;
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
