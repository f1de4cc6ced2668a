package io.lvsagent.iface.wire;

import io.lvsagent.iface.libc.NativeBuffer;
import java.nio.ByteBuffer;

/**
 * A classic BPF program that accepts what a probe waits for: besides claims, as {@link
 * ClaimFilter}, TCP segments from or to one port, and ICMP errors.
 */
final class AnswerFilter {
  private static final int LOAD_BYTE = 0x30;
  private static final int LOAD_HALF = 0x28;
  private static final int LOAD_HALF_INDEXED = 0x48;
  private static final int LOAD_HEADER_LENGTH = 0xb1;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int JUMP_IF_GREATER = 0x25;
  private static final int JUMP_IF_SET = 0x45;
  private static final int RETURN = 0x06;
  private static final int PACKET_TYPE = 0xffff_f000 + 4;
  private static final int OUTGOING = 4;
  private static final int FRAGMENT_OFFSET = 0x1fff;
  private static final int IP = EthHdr.LENGTH;

  private AnswerFilter() {}

  /** Returns the program for a port. Jumps count from the next instruction. */
  static ByteBuffer program(int port) {
    int[][] lines = {
      {LOAD_BYTE, 0, 0, PACKET_TYPE},
      {JUMP_IF_EQUAL, 25, 0, OUTGOING},
      {LOAD_HALF, 0, 0, EthHdr.PROTOCOL},
      {JUMP_IF_EQUAL, 22, 0, EthHdr.ETH_P_ARP},
      {JUMP_IF_EQUAL, 11, 0, EthHdr.ETH_P_IPV6},
      {JUMP_IF_EQUAL, 0, 21, EthHdr.ETH_P_IP},
      {LOAD_BYTE, 0, 0, IP + 9},
      {JUMP_IF_EQUAL, 18, 0, IpHdr.IPPROTO_ICMP},
      {JUMP_IF_EQUAL, 0, 18, IpHdr.IPPROTO_TCP},
      {LOAD_HALF, 0, 0, IP + 6},
      {JUMP_IF_SET, 16, 0, FRAGMENT_OFFSET},
      {LOAD_HEADER_LENGTH, 0, 0, IP},
      {LOAD_HALF_INDEXED, 0, 0, IP + 2},
      {JUMP_IF_EQUAL, 12, 0, port},
      {LOAD_HALF_INDEXED, 0, 0, IP},
      {JUMP_IF_EQUAL, 10, 11, port},
      {LOAD_BYTE, 0, 0, IcmpV6.NEXT_HEADER},
      {JUMP_IF_EQUAL, 5, 0, IcmpV6.IPPROTO_ICMPV6},
      {JUMP_IF_EQUAL, 0, 8, IpHdr.IPPROTO_TCP},
      {LOAD_HALF, 0, 0, IcmpV6.TYPE + 2},
      {JUMP_IF_EQUAL, 5, 0, port},
      {LOAD_HALF, 0, 0, IcmpV6.TYPE},
      {JUMP_IF_EQUAL, 3, 4, port},
      {LOAD_BYTE, 0, 0, IcmpV6.TYPE},
      {JUMP_IF_EQUAL, 1, 0, IcmpV6.ND_NEIGHBOUR_ADVERTISEMENT},
      {JUMP_IF_GREATER, 1, 0, IcmpError.ICMPV6_PARAMPROB},
      {RETURN, 0, 0, Frame.LONGEST},
      {RETURN, 0, 0, 0},
    };
    ByteBuffer program = NativeBuffer.allocate(lines.length * Long.BYTES);
    for (int[] line : lines) {
      program.putShort((short) line[0]).put((byte) line[1]).put((byte) line[2]).putInt(line[3]);
    }
    return program.flip();
  }
}
