package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.TableEntry.Server;
import io.lvsagent.iface.ipvs.Tunnel.Checksum;
import io.lvsagent.iface.ipvs.Tunnel.Type;
import io.lvsagent.iface.libc.Libc;
import io.lvsagent.iface.netlink.Attributes;
import io.lvsagent.iface.netlink.MalformedMessage;
import io.lvsagent.iface.netlink.MessageWriter;

/** IPVS_DEST_ATTR_*, within IPVS_CMD_ATTR_DEST (linux/ip_vs.h). */
final class DestAttr {
  private static final int IPVS_DEST_ATTR_ADDR = 1;
  private static final int IPVS_DEST_ATTR_PORT = 2;
  private static final int IPVS_DEST_ATTR_FWD_METHOD = 3;
  private static final int IPVS_DEST_ATTR_WEIGHT = 4;
  private static final int IPVS_DEST_ATTR_U_THRESH = 5;
  private static final int IPVS_DEST_ATTR_L_THRESH = 6;
  private static final int IPVS_DEST_ATTR_ACTIVE_CONNS = 7;
  private static final int IPVS_DEST_ATTR_INACT_CONNS = 8;
  private static final int IPVS_DEST_ATTR_PERSIST_CONNS = 9;
  private static final int IPVS_DEST_ATTR_STATS = 10;
  private static final int IPVS_DEST_ATTR_ADDR_FAMILY = 11;
  private static final int IPVS_DEST_ATTR_STATS64 = 12;
  private static final int IPVS_DEST_ATTR_TUN_TYPE = 13;
  private static final int IPVS_DEST_ATTR_TUN_PORT = 14;
  private static final int IPVS_DEST_ATTR_TUN_FLAGS = 15;
  private static final int IP_VS_CONN_F_FWD_MASK = 0x7;

  private DestAttr() {}

  /** Writes the attributes that identify the real server within its service. */
  static void writeEndpoint(MessageWriter out, Endpoint endpoint) {
    int nested = out.beginAttribute(IpvsCmd.IPVS_CMD_ATTR_DEST);
    identity(out, endpoint);
    out.endAttribute(nested);
  }

  static void write(MessageWriter out, RealServer server) {
    int nested = out.beginAttribute(IpvsCmd.IPVS_CMD_ATTR_DEST);
    identity(out, server.endpoint());
    out.attribute(IPVS_DEST_ATTR_FWD_METHOD, server.method().code());
    out.attribute(IPVS_DEST_ATTR_WEIGHT, server.weight());
    out.attribute(IPVS_DEST_ATTR_U_THRESH, (int) server.upper());
    out.attribute(IPVS_DEST_ATTR_L_THRESH, (int) server.lower());
    // Without them the kernel takes IPIP. Linux before 5.2 has only that, and no such attributes.
    if (!server.tunnel().equals(Tunnel.IPIP)) {
      tunnel(out, server.tunnel());
    }
    out.endAttribute(nested);
  }

  private static void identity(MessageWriter out, Endpoint endpoint) {
    out.attribute(IPVS_DEST_ATTR_ADDR, NfInetAddr.bytes(endpoint.ip()));
    out.attributeBe16(IPVS_DEST_ATTR_PORT, endpoint.port());
    out.attributeU16(IPVS_DEST_ATTR_ADDR_FAMILY, Libc.family(endpoint.ip().isV6()));
  }

  private static void tunnel(MessageWriter out, Tunnel tunnel) {
    out.attributeU8(IPVS_DEST_ATTR_TUN_TYPE, tunnel.type().ordinal());
    out.attributeBe16(IPVS_DEST_ATTR_TUN_PORT, tunnel.port());
    out.attributeU16(IPVS_DEST_ATTR_TUN_FLAGS, tunnel.checksum().ordinal());
  }

  static Server read(Attributes answer) {
    Attributes in = IpvsCmd.nested(answer, IpvsCmd.IPVS_CMD_ATTR_DEST);
    Ip ip = NfInetAddr.read(in.bytes(IPVS_DEST_ATTR_ADDR), in.u16(IPVS_DEST_ATTR_ADDR_FAMILY));
    RealServer server =
        new RealServer(
            new Endpoint(ip, in.be16(IPVS_DEST_ATTR_PORT)),
            Forwarding.of(in.s32(IPVS_DEST_ATTR_FWD_METHOD) & IP_VS_CONN_F_FWD_MASK),
            in.s32(IPVS_DEST_ATTR_WEIGHT),
            in.unsigned(IPVS_DEST_ATTR_U_THRESH),
            in.unsigned(IPVS_DEST_ATTR_L_THRESH),
            tunnel(in));
    // Kernels before 4.1 do not have STATS64.
    boolean wide = in.has(IPVS_DEST_ATTR_STATS64);
    return new Server(
        server,
        in.unsigned(IPVS_DEST_ATTR_ACTIVE_CONNS),
        in.unsigned(IPVS_DEST_ATTR_INACT_CONNS),
        in.unsigned(IPVS_DEST_ATTR_PERSIST_CONNS),
        StatsAttr.read(in.nested(wide ? IPVS_DEST_ATTR_STATS64 : IPVS_DEST_ATTR_STATS)));
  }

  /**
   * Ignores tunnel attributes that have no effect; the kernel keeps those that another tool set.
   */
  private static Tunnel tunnel(Attributes in) {
    int type = in.u8(IPVS_DEST_ATTR_TUN_TYPE);
    if (type == Type.IPIP.ordinal()) {
      return Tunnel.IPIP;
    }
    int flags = in.u16(IPVS_DEST_ATTR_TUN_FLAGS);
    boolean checked = (flags & Checksum.STANDARD.ordinal()) != 0;
    Checksum checksum = checked ? Checksum.STANDARD : Checksum.NONE;
    if (type == Type.GRE.ordinal()) {
      return new Tunnel(Type.GRE, 0, checksum);
    }
    if (type != Type.GUE.ordinal()) {
      throw new MalformedMessage("tunnel of type " + type);
    }
    boolean remote = (flags & Checksum.REMOTE.ordinal()) != 0;
    int port = in.be16(IPVS_DEST_ATTR_TUN_PORT);
    return new Tunnel(Type.GUE, port, remote ? Checksum.REMOTE : checksum);
  }
}
