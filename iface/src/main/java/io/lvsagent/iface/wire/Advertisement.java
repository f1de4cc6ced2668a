package io.lvsagent.iface.wire;

import io.lvsagent.iface.Ip;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An unsolicited neighbour advertisement (RFC 4861, 7.2.6), sent from the target to all nodes. It
 * overrides the entries that they have learnt.
 *
 * @param sender hardware address of the host that has the target
 */
record Advertisement(Mac sender, Ip target, boolean router) implements Frame.Sendable {
  private static final int LENGTH = 32;
  private static final int ROUTER = 0x8000_0000;
  private static final int OVERRIDE = 0x2000_0000;
  private static final byte TARGET_LINK_LAYER_ADDRESS = 2;
  private static final Ip ALL_NODES = Ip.parse("ff02::1");
  private static final Mac ALL_NODES_MAC = new Mac(0x3333_0000_0001L);
  private static final int FLAGS = IcmpV6.TYPE + 4;
  private static final int TARGET = IcmpV6.TYPE + 8;
  private static final int OPTIONS = IcmpV6.TYPE + 24;

  @Override
  public void write(ByteBuffer out) {
    int start = out.position();
    EthHdr.write(out, ALL_NODES_MAC, sender, EthHdr.ETH_P_IPV6);
    IcmpV6.writeHeader(out, target, ALL_NODES, LENGTH);
    out.put((byte) IcmpV6.ND_NEIGHBOUR_ADVERTISEMENT).put((byte) 0).putShort((short) 0);
    out.putInt(OVERRIDE | (router ? ROUTER : 0)).put(target.bytes());
    out.put(TARGET_LINK_LAYER_ADDRESS).put((byte) 1);
    sender.write(out);
    IcmpV6.seal(out, start);
  }

  /**
   * Parses a neighbour advertisement, solicited or not. Without the option that holds the hardware
   * address, the sender of the frame has the target.
   */
  static Optional<Frame> parse(ByteBuffer in) {
    if (in.limit() < OPTIONS
        || in.get(IcmpV6.NEXT_HEADER) != IcmpV6.IPPROTO_ICMPV6
        || in.get(IcmpV6.HOP_LIMIT) != IcmpV6.HOP_LIMIT_MAX
        || (in.get(IcmpV6.TYPE) & 0xff) != IcmpV6.ND_NEIGHBOUR_ADVERTISEMENT) {
      return Optional.empty();
    }
    boolean option =
        in.limit() >= OPTIONS + 8 && in.getShort(OPTIONS) == (TARGET_LINK_LAYER_ADDRESS << 8 | 1);
    Mac holder = Mac.read(in, option ? OPTIONS + 2 : Mac.LENGTH);
    boolean router = (in.getInt(FLAGS) & ROUTER) != 0;
    return Optional.of(new Advertisement(holder, Ip.of(in, TARGET, 16), router));
  }

  @Override
  public Optional<Ip> claimed() {
    return Optional.of(target);
  }

  @Override
  public String toString() {
    return "neighbour advertisement for " + target;
  }
}
