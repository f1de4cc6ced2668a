package io.lvsagent.iface.wire;

import io.lvsagent.iface.Ip;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A multicast neighbour solicitation (RFC 4861, 4.3).
 *
 * @param source the unspecified address, as duplicate address detection has it (RFC 4862, 5.4.2),
 *     so that the host that has the target answers to all nodes; or an address of the sender, which
 *     then gets the answer
 */
record Solicitation(Mac sender, Ip source, Ip target) implements Frame.Sendable {
  private static final int LENGTH = 24;
  private static final int OPTION_LENGTH = 8;
  private static final byte SOURCE_LINK_LAYER_ADDRESS = 1;
  private static final Ip UNSPECIFIED = Ip.parse("::");
  private static final byte[] SOLICITED_NODES = Ip.parse("ff02::1:ff00:0").bytes();
  private static final long IPV6_MULTICAST = 0x3333_0000_0000L;

  static Solicitation probe(Mac own, Ip target) {
    return new Solicitation(own, UNSPECIFIED, target);
  }

  @Override
  public void write(ByteBuffer out) {
    int start = out.position();
    byte[] group = SOLICITED_NODES.clone();
    System.arraycopy(target.bytes(), 13, group, 13, 3);
    long lowest = ByteBuffer.wrap(group).getInt(12) & 0xffff_ffffL;
    EthHdr.write(out, new Mac(IPV6_MULTICAST | lowest), sender, EthHdr.ETH_P_IPV6);
    boolean probe = source.equals(UNSPECIFIED);
    IcmpV6.writeHeader(out, source, Ip.of(group), probe ? LENGTH : LENGTH + OPTION_LENGTH);
    out.put((byte) IcmpV6.ND_NEIGHBOUR_SOLICITATION).put((byte) 0).putShort((short) 0);
    out.putInt(0).put(target.bytes());
    if (!probe) {
      out.put(SOURCE_LINK_LAYER_ADDRESS).put((byte) 1);
      sender.write(out);
    }
    IcmpV6.seal(out, start);
  }

  @Override
  public Optional<Ip> claimed() {
    return Optional.empty();
  }

  @Override
  public String toString() {
    return "neighbour solicitation for " + target;
  }
}
