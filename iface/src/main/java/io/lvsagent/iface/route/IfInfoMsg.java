package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netlink.Attributes;
import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.PayloadReader;
import java.util.Optional;

/** struct ifinfomsg (linux/rtnetlink.h) and its IFLA_* attributes (linux/if_link.h). */
final class IfInfoMsg {
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_MASTER = 10;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_EXT_MASK = 29;
  private static final int IFLA_INFO_KIND = 1;
  private static final int IFLA_INFO_DATA = 2;
  private static final int IFLA_INFO_SLAVE_KIND = 4;
  private static final int IFLA_IPTUN_LOCAL = 2;
  private static final int IFLA_IPTUN_REMOTE = 3;
  private static final int IFLA_IPTUN_PROTO = 9;
  private static final int IFLA_IPTUN_COLLECT_METADATA = 19;
  private static final int RTEXT_FILTER_SKIP_STATS = 0x8;
  private static final int IFF_UP = 0x1;

  private IfInfoMsg() {}

  /** Asks for all devices if the name is empty. */
  static void writeQuery(MessageWriter out, String name) {
    header(out, 0, 0, 0);
    if (!name.isEmpty()) {
      out.attribute(IFLA_IFNAME, name);
    }
    out.attribute(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
  }

  static void writeUp(MessageWriter out, int index, boolean up) {
    header(out, index, up ? IFF_UP : 0, IFF_UP);
  }

  static void writeAdd(MessageWriter out, String name, String kind) {
    header(out, 0, 0, 0).attribute(IFLA_IFNAME, name);
    int info = out.beginAttribute(IFLA_LINKINFO);
    out.attribute(IFLA_INFO_KIND, kind);
    out.endAttribute(info);
  }

  static void writeDelete(MessageWriter out, int index) {
    header(out, index, 0, 0);
  }

  /** Writes family, pad, device type, index, flags, and the mask of the flags to change. */
  private static MessageWriter header(MessageWriter out, int index, int flags, int change) {
    return out.u8(0).u8(0).u16(0).u32(index).u32(flags).u32(change);
  }

  static Link read(PayloadReader in) {
    in.skip(4);
    int index = in.s32();
    int flags = in.s32();
    in.skip(4);
    Attributes attributes = in.attributes();
    String name = attributes.text(IFLA_IFNAME);
    int master = attributes.s32(IFLA_MASTER);
    // The kind of the device and, for a port, of its master (rtnl_link_slave_info_fill).
    Attributes info = attributes.nested(IFLA_LINKINFO);
    String kind = info.text(IFLA_INFO_KIND);
    Link.Decapsulation tunnel = Link.Decapsulation.NONE;
    if (kind.equals("ipip") || kind.equals("ip6tnl")) {
      tunnel = tunnel(info.nested(IFLA_INFO_DATA));
    }
    return new Link(index, name, kind, flags, master, info.text(IFLA_INFO_SLAVE_KIND), tunnel);
  }

  /** An address of zeros is any. */
  private static Link.Decapsulation tunnel(Attributes data) {
    Optional<Ip> local = data.ip(IFLA_IPTUN_LOCAL).filter(IfInfoMsg::isGiven);
    Optional<Ip> remote = data.ip(IFLA_IPTUN_REMOTE).filter(IfInfoMsg::isGiven);
    int protocol = data.has(IFLA_IPTUN_PROTO) ? data.u8(IFLA_IPTUN_PROTO) : 0;
    return new Link.Decapsulation(local, remote, data.has(IFLA_IPTUN_COLLECT_METADATA), protocol);
  }

  private static boolean isGiven(Ip ip) {
    for (byte octet : ip.bytes()) {
      if (octet != 0) {
        return true;
      }
    }
    return false;
  }
}
