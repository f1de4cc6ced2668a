package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.ipvs.TableEntry.Server;
import io.lvsagent.iface.ipvs.Tunnel.Checksum;
import io.lvsagent.iface.ipvs.Tunnel.Type;
import io.lvsagent.iface.netlink.MalformedMessage;
import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.PayloadReader;

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
  private static final int IP_VS_TUNNEL_ENCAP_FLAG_CSUM = 0x1;
  private static final int IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM = 0x2;

  private byte[] address = {};
  private int family;
  private int port;
  private int method;
  private int weight;
  private long upper;
  private long lower;
  private int tunnelType;
  private int tunnelPort;
  private int tunnelFlags;
  private long active;
  private long inactive;
  private long persistent;
  private Traffic traffic = Traffic.NONE;

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
    out.attributeU16(IPVS_DEST_ATTR_ADDR_FAMILY, NfInetAddr.family(endpoint.ip().isV6()));
  }

  private static void tunnel(MessageWriter out, Tunnel tunnel) {
    int flags =
        switch (tunnel.checksum()) {
          case NONE -> 0;
          case STANDARD -> IP_VS_TUNNEL_ENCAP_FLAG_CSUM;
          case REMOTE -> IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM;
        };
    out.attributeU8(IPVS_DEST_ATTR_TUN_TYPE, tunnel.type().ordinal());
    out.attributeBe16(IPVS_DEST_ATTR_TUN_PORT, tunnel.port());
    out.attributeU16(IPVS_DEST_ATTR_TUN_FLAGS, flags);
  }

  static Server read(PayloadReader in) {
    DestAttr server = new DestAttr();
    while (in.nextAttribute()) {
      server.readAttribute(in);
    }
    return new Server(
        server.server(), server.active, server.inactive, server.persistent, server.traffic);
  }

  private void readAttribute(PayloadReader in) {
    switch (in.attribute()) {
      case IPVS_DEST_ATTR_ADDR -> address = in.asBytes();
      case IPVS_DEST_ATTR_ADDR_FAMILY -> family = in.asU16();
      case IPVS_DEST_ATTR_PORT -> port = in.asBe16();
      case IPVS_DEST_ATTR_FWD_METHOD -> method = in.asInt() & IP_VS_CONN_F_FWD_MASK;
      case IPVS_DEST_ATTR_WEIGHT -> weight = in.asInt();
      case IPVS_DEST_ATTR_U_THRESH -> upper = in.asLong();
      case IPVS_DEST_ATTR_L_THRESH -> lower = in.asLong();
      case IPVS_DEST_ATTR_TUN_TYPE -> tunnelType = in.asU8();
      case IPVS_DEST_ATTR_TUN_PORT -> tunnelPort = in.asBe16();
      case IPVS_DEST_ATTR_TUN_FLAGS -> tunnelFlags = in.asU16();
      case IPVS_DEST_ATTR_ACTIVE_CONNS -> active = in.asLong();
      case IPVS_DEST_ATTR_INACT_CONNS -> inactive = in.asLong();
      case IPVS_DEST_ATTR_PERSIST_CONNS -> persistent = in.asLong();
      // The kernel sends STATS first; kernels before 4.1 do not have STATS64.
      case IPVS_DEST_ATTR_STATS, IPVS_DEST_ATTR_STATS64 -> traffic = StatsAttr.read(in.asNested());
      default -> {}
    }
  }

  private RealServer server() {
    Endpoint endpoint = new Endpoint(NfInetAddr.read(address, family), port);
    return new RealServer(endpoint, Forwarding.of(method), weight, upper, lower, tunnel());
  }

  /**
   * Ignores tunnel attributes that have no effect; the kernel keeps those that another tool set.
   */
  private Tunnel tunnel() {
    if (tunnelType == Type.IPIP.ordinal()) {
      return Tunnel.IPIP;
    }
    boolean checked = (tunnelFlags & IP_VS_TUNNEL_ENCAP_FLAG_CSUM) != 0;
    Checksum checksum = checked ? Checksum.STANDARD : Checksum.NONE;
    if (tunnelType == Type.GRE.ordinal()) {
      return new Tunnel(Type.GRE, 0, checksum);
    }
    if (tunnelType != Type.GUE.ordinal()) {
      throw new MalformedMessage("tunnel of type " + tunnelType);
    }
    boolean remote = (tunnelFlags & IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM) != 0;
    return new Tunnel(Type.GUE, tunnelPort, remote ? Checksum.REMOTE : checksum);
  }
}
