package io.lvsagent.iface.wire;

import io.lvsagent.iface.Ip;
import java.nio.ByteBuffer;

/** The Internet checksum (RFC 1071) of bytes in a buffer. */
final class Checksum {
  private Checksum() {}

  /** Returns the checksum of the bytes from {@code from} to the position. */
  static short of(ByteBuffer bytes, int from) {
    return of(bytes, from, 0);
  }

  /** Returns the same with the pseudo header that TCP, UDP and ICMPv6 include. */
  static short of(ByteBuffer bytes, int from, Ip source, Ip destination, int protocol) {
    int sum = protocol + bytes.position() - from;
    for (Ip ip : new Ip[] {source, destination}) {
      ByteBuffer address = ByteBuffer.wrap(ip.bytes());
      while (address.hasRemaining()) {
        sum += address.getShort() & 0xffff;
      }
    }
    return of(bytes, from, sum);
  }

  private static short of(ByteBuffer bytes, int from, int begin) {
    int sum = begin;
    int end = bytes.position();
    for (int at = from; at < end; at += 2) {
      sum += at + 1 < end ? bytes.getShort(at) & 0xffff : (bytes.get(at) & 0xff) << 8;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (short) ~sum;
  }
}
