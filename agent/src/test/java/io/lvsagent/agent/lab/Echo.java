package io.lvsagent.agent.lab;

import java.nio.ByteBuffer;

/** ICMP echo in Ethernet frames (RFC 792), which marks the end of what a wire has carried. */
final class Echo {
  private static final int IP = 14;
  private static final int ICMP = IP + 20;
  private static final int LENGTH = ICMP + 8;
  private static final short OURS = 0x4c56;

  private Echo() {}

  static ByteBuffer request(byte[] from, byte[] to, String source, String target, short sequence) {
    ByteBuffer frame = ByteBuffer.allocateDirect(60);
    frame.put(to).put(from).putShort((short) 0x0800);
    frame.put((byte) 0x45).put((byte) 0).putShort((short) (LENGTH - IP)).putInt(0);
    frame.put((byte) 64).put((byte) 1).putShort((short) 0);
    frame.put(Arp.octets(source)).put(Arp.octets(target));
    frame.putShort(IP + 10, checksum(frame, IP, 20));
    frame.put((byte) 8).put((byte) 0).putShort((short) 0).putShort(OURS).putShort(sequence);
    frame.putShort(ICMP + 2, checksum(frame, ICMP, 8));
    return frame.clear();
  }

  static boolean isReply(ByteBuffer frame) {
    return frame.remaining() >= LENGTH
        && frame.getShort(12) == 0x0800
        && frame.get(IP) == 0x45
        && frame.get(IP + 9) == 1
        && frame.get(ICMP) == 0
        && frame.getShort(ICMP + 4) == OURS;
  }

  static short sequence(ByteBuffer frame) {
    return frame.getShort(ICMP + 6);
  }

  static String target(ByteBuffer frame) {
    return Arp.address(frame, IP + 16);
  }

  private static short checksum(ByteBuffer frame, int from, int length) {
    int sum = 0;
    for (int i = from; i < from + length; i += 2) {
      sum += frame.getShort(i) & 0xffff;
    }
    return (short) ~((sum & 0xffff) + (sum >>> 16));
  }
}
