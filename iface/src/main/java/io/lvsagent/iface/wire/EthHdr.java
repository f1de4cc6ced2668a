package io.lvsagent.iface.wire;

import java.nio.ByteBuffer;

/** struct ethhdr (linux/if_ether.h): destination, source, protocol. */
final class EthHdr {
  static final int LENGTH = 14;
  static final int ETH_P_ALL = 0x0003;
  static final int ETH_P_IP = 0x0800;
  static final int ETH_P_ARP = 0x0806;
  static final int ETH_P_IPV6 = 0x86dd;

  /** Offset of h_proto. */
  static final int PROTOCOL = 12;

  private EthHdr() {}

  static void write(ByteBuffer out, Mac to, Mac from, int protocol) {
    to.write(out);
    from.write(out);
    out.putShort((short) protocol);
  }

  static int protocol(ByteBuffer in) {
    return in.getShort(PROTOCOL) & 0xffff;
  }
}
