package io.lvsagent.iface.wire;

import io.lvsagent.iface.Ip;
import java.nio.ByteBuffer;

/** What neighbour discovery has around it: struct ipv6hdr (linux/ipv6.h) and a checksum. */
final class IcmpV6 {
  static final int ND_NEIGHBOUR_SOLICITATION = 135;
  static final int ND_NEIGHBOUR_ADVERTISEMENT = 136;
  static final int IPPROTO_ICMPV6 = 58;

  /** Where ipv6hdr has nexthdr and hop_limit, and where the type of the message is. */
  static final int NEXT_HEADER = EthHdr.LENGTH + 6;

  static final int HOP_LIMIT = EthHdr.LENGTH + 7;
  static final int TYPE = EthHdr.LENGTH + 40;

  /** Nobody beyond a router can send it (RFC 4861). */
  static final byte NO_ROUTER_BETWEEN = (byte) 255;

  private static final int VERSION = 0x6000_0000;
  private static final int SOURCE = EthHdr.LENGTH + 8;

  private IcmpV6() {}

  /** All up to the message, of which the length is said. */
  static void writeHeader(ByteBuffer out, Ip from, Ip to, int length) {
    out.putInt(VERSION).putShort((short) length);
    out.put((byte) IPPROTO_ICMPV6).put(NO_ROUTER_BETWEEN);
    out.put(from.bytes()).put(to.bytes());
  }

  /** Puts the checksum into a frame that begins at {@code start} and ends at the position. */
  static void seal(ByteBuffer out, int start) {
    int end = out.position();
    int sum = IPPROTO_ICMPV6 + (end - start - TYPE);
    for (int at = start + SOURCE; at < end; at += 2) {
      sum += out.getShort(at) & 0xffff;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    out.putShort(start + TYPE + 2, (short) ~sum);
  }
}
