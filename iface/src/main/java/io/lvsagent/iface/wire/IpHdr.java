package io.lvsagent.iface.wire;

import io.lvsagent.iface.Ip;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The header of an IPv4 or IPv6 packet without options (struct iphdr, linux/ip.h; struct ipv6hdr,
 * linux/ipv6.h).
 *
 * @param protocol IPPROTO_* of linux/in.h
 * @param next offset of what follows the header
 */
record IpHdr(Ip from, Ip to, int protocol, int next) {
  static final int IPPROTO_ICMP = 1;
  static final int IPPROTO_IPIP = 4;
  static final int IPPROTO_TCP = 6;
  static final int IPPROTO_UDP = 17;
  static final int IPPROTO_IPV6 = 41;
  static final int IPPROTO_GRE = 47;
  static final int V4_LENGTH = 20;
  static final int V6_LENGTH = 40;

  private static final int TTL = 64;
  private static final int DONT_FRAGMENT = 0x4000;
  private static final int FRAGMENT_OFFSET = 0x1fff;

  /** Returns the length of the header in bytes. */
  static int length(Ip ip) {
    return ip.isV6() ? V6_LENGTH : V4_LENGTH;
  }

  /** Returns the protocol by which the packets of a family are wrapped in another packet. */
  static int wrapped(Ip ip) {
    return ip.isV6() ? IPPROTO_IPV6 : IPPROTO_IPIP;
  }

  /** Returns ETH_P_* of a packet with this address. */
  static int etherType(Ip ip) {
    return ip.isV6() ? EthHdr.ETH_P_IPV6 : EthHdr.ETH_P_IP;
  }

  /**
   * Writes a header.
   *
   * @param payload length of what follows it in bytes
   */
  static void write(ByteBuffer out, Ip from, Ip to, int protocol, int payload) {
    if (from.isV6()) {
      out.putInt(0x6000_0000).putShort((short) payload).put((byte) protocol).put((byte) TTL);
      out.put(from.bytes()).put(to.bytes());
      return;
    }
    int start = out.position();
    out.putShort((short) 0x4500).putShort((short) (V4_LENGTH + payload));
    out.putShort((short) 0).putShort((short) DONT_FRAGMENT);
    out.put((byte) TTL).put((byte) protocol).putShort((short) 0);
    out.put(from.bytes()).put(to.bytes());
    out.putShort(start + 10, Checksum.of(out, start));
  }

  /** Parses a header; returns empty if it is cut, or that of a later fragment. */
  static Optional<IpHdr> read(ByteBuffer in, int at) {
    int length = in.limit() - at;
    int version = length > 0 ? (in.get(at) & 0xff) >>> 4 : 0;
    if (version == 6 && length >= V6_LENGTH) {
      return Optional.of(
          new IpHdr(
              Ip.of(in, at + 8, 16),
              Ip.of(in, at + 24, 16),
              in.get(at + 6) & 0xff,
              at + V6_LENGTH));
    }
    if (version != 4
        || length < V4_LENGTH
        || (in.getShort(at + 6) & FRAGMENT_OFFSET) != 0
        || (in.get(at) & 0xf) * Integer.BYTES < V4_LENGTH) {
      return Optional.empty();
    }
    return Optional.of(
        new IpHdr(
            Ip.of(in, at + 12, 4),
            Ip.of(in, at + 16, 4),
            in.get(at + 9) & 0xff,
            at + (in.get(at) & 0xf) * Integer.BYTES));
  }
}
