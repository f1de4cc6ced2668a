package io.lvsagent.agent.lab;

import io.lvsagent.iface.Ip;
import java.nio.ByteBuffer;

/** A router that offers itself as the default for half an hour, to all nodes (RFC 4861, 4.2). */
final class RouterAdvertisement {
  private static final byte[] ALL_NODES_MAC = {0x33, 0x33, 0, 0, 0, 1};
  private static final Ip ALL_NODES = Ip.parse("ff02::1");
  private static final Ip ROUTER = Ip.parse("fe80::1");
  private static final int SOURCE = 14 + 8;
  private static final int ICMP = 14 + 40;
  private static final int LENGTH = 16;
  private static final byte ICMPV6 = 58;
  private static final short LIFETIME = 1800;

  private RouterAdvertisement() {}

  static ByteBuffer frame(byte[] from) {
    ByteBuffer frame = ByteBuffer.allocateDirect(ICMP + LENGTH);
    frame.put(ALL_NODES_MAC).put(from).putShort((short) 0x86dd);
    frame.putInt(0x6000_0000).putShort((short) LENGTH).put(ICMPV6).put((byte) 255);
    frame.put(ROUTER.bytes()).put(ALL_NODES.bytes());
    frame.put((byte) 134).put((byte) 0).putShort((short) 0).putShort((short) 0).putShort(LIFETIME);
    int sum = ICMPV6 + LENGTH;
    for (int at = SOURCE; at < frame.capacity(); at += 2) {
      sum += frame.getShort(at) & 0xffff;
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    frame.putShort(ICMP + 2, (short) ~((sum & 0xffff) + (sum >>> 16)));
    return frame.clear();
  }
}
