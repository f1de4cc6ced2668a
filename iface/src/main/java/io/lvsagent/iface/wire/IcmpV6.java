package io.lvsagent.iface.wire;

import io.lvsagent.iface.Ip;
import java.nio.ByteBuffer;

/** The IPv6 header (struct ipv6hdr, linux/ipv6.h) and the checksum of neighbour discovery. */
final class IcmpV6 {
  static final int ND_NEIGHBOUR_SOLICITATION = 135;
  static final int ND_NEIGHBOUR_ADVERTISEMENT = 136;
  static final int IPPROTO_ICMPV6 = 58;

  /** Offset of nexthdr; those of hop_limit and of the ICMPv6 type follow. */
  static final int NEXT_HEADER = EthHdr.LENGTH + 6;

  static final int HOP_LIMIT = EthHdr.LENGTH + 7;
  static final int TYPE = EthHdr.LENGTH + 40;

  /** Proves that no router forwarded the packet (RFC 4861). */
  static final byte HOP_LIMIT_MAX = (byte) 255;

  private static final int VERSION = 0x6000_0000;
  private static final int SOURCE = EthHdr.LENGTH + 8;

  private IcmpV6() {}

  /**
   * Writes the IPv6 header.
   *
   * @param length length of the ICMPv6 message in bytes
   */
  static void writeHeader(ByteBuffer out, Ip from, Ip to, int length) {
    out.putInt(VERSION).putShort((short) length);
    out.put((byte) IPPROTO_ICMPV6).put(HOP_LIMIT_MAX);
    out.put(from.bytes()).put(to.bytes());
  }

  /** Fills in the checksum of a frame from {@code start} to the position. */
  static void seal(ByteBuffer out, int start) {
    int type = start + TYPE;
    Ip from = Ip.of(out, start + SOURCE, 16);
    Ip to = Ip.of(out, start + SOURCE + 16, 16);
    out.putShort(type + 2, Checksum.of(out, type, from, to, IPPROTO_ICMPV6));
  }
}
