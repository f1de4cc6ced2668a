package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.libc.Libc;
import io.lvsagent.iface.netlink.Attributes;
import io.lvsagent.iface.netlink.MalformedMessage;
import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.PayloadReader;
import java.util.HexFormat;
import java.util.Optional;

/** struct ndmsg and its NDA_* attributes (linux/neighbour.h). */
final class NdMsg {
  private static final int NDA_DST = 1;
  private static final int NDA_LLADDR = 2;
  private static final int NDA_IFINDEX = 8;
  private static final int NDA_PROTOCOL = 12;

  private static final int NTF_PROXY = 0x08;

  private static final HexFormat LLADDR = HexFormat.ofDelimiter(":");

  private NdMsg() {}

  /** A dump takes the index only as an attribute (neigh_valid_dump_req in neighbour.c). */
  static void writeDump(MessageWriter out, boolean v6, int index) {
    header(out, v6, 0, 0, 0);
    out.attribute(NDA_IFINDEX, index);
  }

  /** Lists the addresses that the host answers for as a proxy, on every device. */
  static void writeProxyDump(MessageWriter out, boolean v6) {
    header(out, v6, 0, 0, NTF_PROXY);
  }

  static void writeReplace(MessageWriter out, Neighbour neighbour, int index) {
    header(out, neighbour.ip().isV6(), index, neighbour.state(), neighbour.flags());
    out.attribute(NDA_DST, neighbour.ip().bytes());
    out.attribute(NDA_LLADDR, LLADDR.parseHex(neighbour.lladdr()));
    if (neighbour.protocol() != 0) {
      out.attributeU8(NDA_PROTOCOL, neighbour.protocol());
    }
  }

  static void writeDelete(MessageWriter out, Neighbour neighbour, int index) {
    header(out, neighbour.ip().isV6(), index, 0, 0);
    out.attribute(NDA_DST, neighbour.ip().bytes());
  }

  private static void header(MessageWriter out, boolean v6, int index, int state, int flags) {
    out.u8(Libc.family(v6)).u8(0).u16(0);
    out.u32(index).u16(state).u8(flags).u8(0);
  }

  /** Returns the address of a neighbour alone; a proxy entry of a device has none. */
  static Optional<Ip> address(PayloadReader in) {
    return in.skip(12).attributes().ip(NDA_DST);
  }

  static Neighbour read(PayloadReader in, Devices devices) {
    in.skip(4);
    int index = in.s32();
    int state = in.u16();
    int flags = in.u8();
    Attributes attributes = in.skip(1).attributes();
    Optional<Ip> ip = attributes.ip(NDA_DST);
    if (ip.isEmpty()) {
      throw new MalformedMessage("a neighbour without NDA_DST");
    }
    String lladdr = LLADDR.formatHex(attributes.bytes(NDA_LLADDR));
    int protocol = attributes.u8(NDA_PROTOCOL);
    return new Neighbour(devices.name(index), ip.get(), lladdr, state, flags, protocol);
  }
}
