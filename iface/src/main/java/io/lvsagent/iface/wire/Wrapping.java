package io.lvsagent.iface.wire;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Tunnel;
import java.nio.ByteBuffer;

/**
 * The headers that IPVS puts in front of a packet for a real server behind a tunnel
 * (ip_vs_tunnel_xmit in ip_vs_xmit.c).
 *
 * @param port source port of GUE
 */
public record Wrapping(Ip from, Ip to, Tunnel tunnel, int port) {
  private static final int UDP_LENGTH = 8;
  private static final int GUE_LENGTH = 4;
  private static final int GRE_LENGTH = 4;
  private static final int GRE_CHECKSUM_LENGTH = 4;
  private static final int GRE_CSUM = 0x8000;

  /** Returns the number of bytes that it adds to a packet. */
  public int length() {
    return IpHdr.length(to)
        + switch (tunnel.type()) {
          case IPIP -> 0;
          case GUE -> UDP_LENGTH + GUE_LENGTH;
          case GRE -> GRE_LENGTH + (isSummed() ? GRE_CHECKSUM_LENGTH : 0);
        };
  }

  /** Remote checksum offload needs packets whose checksum is left to the device; ours is done. */
  private boolean isSummed() {
    return tunnel.checksum() == Tunnel.Checksum.STANDARD;
  }

  /** Returns the protocol of the outer header for a packet with this address. */
  int protocol(Ip inner) {
    return switch (tunnel.type()) {
      case IPIP -> IpHdr.wrapped(inner);
      case GUE -> IpHdr.IPPROTO_UDP;
      case GRE -> IpHdr.IPPROTO_GRE;
    };
  }

  /** Writes everything in front of a packet of this length. */
  void write(ByteBuffer out, Ip inner, int packet) {
    int between = length() - IpHdr.length(to);
    IpHdr.write(out, from, to, protocol(inner), between + packet);
    if (tunnel.type() == Tunnel.Type.GUE) {
      out.putShort((short) port).putShort((short) tunnel.port());
      out.putShort((short) (between + packet)).putShort((short) 0);
      out.put((byte) 0).put((byte) IpHdr.wrapped(inner)).putShort((short) 0);
    } else if (tunnel.type() == Tunnel.Type.GRE) {
      out.putShort((short) (isSummed() ? GRE_CSUM : 0));
      out.putShort((short) IpHdr.etherType(inner));
      out.put(new byte[isSummed() ? GRE_CHECKSUM_LENGTH : 0]);
    }
  }

  /** Fills in the checksum of a packet whose wrapping begins at {@code start}. */
  void seal(ByteBuffer out, int start) {
    int header = start + IpHdr.length(to);
    if (isSummed() && tunnel.type() == Tunnel.Type.GUE) {
      short sum = Checksum.of(out, header, from, to, IpHdr.IPPROTO_UDP);
      // a checksum of 0 would mean that there is none
      out.putShort(header + 6, sum == 0 ? -1 : sum);
    } else if (isSummed()) {
      out.putShort(header + GRE_LENGTH, Checksum.of(out, header));
    }
  }

  /** Returns true if an ICMP error is about a packet that was wrapped like this. */
  public boolean isQuotedBy(IcmpError error, Ip inner) {
    boolean port = tunnel.type() != Tunnel.Type.GUE || (error.ports() & 0xffff) == tunnel.port();
    return error.to().equals(to) && error.protocol() == protocol(inner) && port;
  }

  @Override
  public String toString() {
    return tunnel.type() + " " + from + " > " + to;
  }
}
