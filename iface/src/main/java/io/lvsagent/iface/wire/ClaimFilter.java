package io.lvsagent.iface.wire;

import io.lvsagent.iface.libc.NativeBuffer;
import java.nio.ByteBuffer;

/**
 * A classic BPF program (struct sock_filter, linux/filter.h) that accepts ARP and neighbour
 * advertisements from other hosts. On a director's busy device other traffic, and the packets that
 * this host sends, which an ETH_P_ALL socket receives too, would fill the socket's buffer.
 */
final class ClaimFilter {
  private static final int LOAD_BYTE = 0x30;
  private static final int LOAD_HALF = 0x28;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int RETURN = 0x06;

  /** SKF_AD_OFF + SKF_AD_PKTTYPE, and PACKET_OUTGOING (linux/if_packet.h). */
  private static final int PACKET_TYPE = 0xffff_f000 + 4;

  private static final int OUTGOING = 4;

  /** Instructions as code, jt, jf, k. Jumps count from the next instruction. */
  private static final int[][] PROGRAM = {
    {LOAD_BYTE, 0, 0, PACKET_TYPE},
    {JUMP_IF_EQUAL, 8, 0, OUTGOING},
    {LOAD_HALF, 0, 0, EthHdr.PROTOCOL},
    {JUMP_IF_EQUAL, 5, 0, EthHdr.ETH_P_ARP},
    {JUMP_IF_EQUAL, 0, 5, EthHdr.ETH_P_IPV6},
    {LOAD_BYTE, 0, 0, IcmpV6.NEXT_HEADER},
    {JUMP_IF_EQUAL, 0, 3, IcmpV6.IPPROTO_ICMPV6},
    {LOAD_BYTE, 0, 0, IcmpV6.TYPE},
    {JUMP_IF_EQUAL, 0, 1, IcmpV6.ND_NEIGHBOUR_ADVERTISEMENT},
    {RETURN, 0, 0, Frame.LONGEST},
    {RETURN, 0, 0, 0},
  };

  private ClaimFilter() {}

  static ByteBuffer program() {
    ByteBuffer program = NativeBuffer.allocate(PROGRAM.length * Long.BYTES);
    for (int[] line : PROGRAM) {
      program.putShort((short) line[0]).put((byte) line[1]).put((byte) line[2]).putInt(line[3]);
    }
    return program.flip();
  }
}
