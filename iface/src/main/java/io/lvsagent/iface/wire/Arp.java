package io.lvsagent.iface.wire;

import io.lvsagent.iface.Ip;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A broadcast ARP packet for IPv4 on Ethernet (RFC 826; struct arphdr, linux/if_arp.h).
 *
 * @param request true for a request, false for a reply
 * @param sender hardware address of the sender
 * @param senderIp address that the sender claims, or 0.0.0.0
 */
record Arp(boolean request, Mac sender, Ip senderIp, Mac target, Ip targetIp)
    implements Frame.Sendable {
  private static final int ARPHRD_ETHER = 1;
  private static final int ARPOP_REQUEST = 1;
  private static final int ARPOP_REPLY = 2;
  private static final int LENGTH = EthHdr.LENGTH + 28;
  private static final Ip UNSPECIFIED = Ip.parse("0.0.0.0");

  /** Returns an ARP probe (RFC 5227, 2.1.1). */
  static Arp probe(Mac own, Ip ip) {
    return new Arp(true, own, UNSPECIFIED, Mac.NONE, ip);
  }

  /** Returns a request that neighbours may learn the sender from. */
  static Arp question(Mac own, Ip source, Ip ip) {
    return new Arp(true, own, source, Mac.NONE, ip);
  }

  /**
   * Returns a gratuitous ARP request (RFC 5227, 2.3) or the same as a reply. The target of the
   * reply is the sender: otherwise Linux does not treat it as gratuitous (arp_is_garp in arp.c) and
   * may keep an entry that it learnt recently.
   */
  static Arp announcement(Mac own, Ip ip, boolean request) {
    return new Arp(request, own, ip, request ? Mac.NONE : own, ip);
  }

  @Override
  public void write(ByteBuffer out) {
    EthHdr.write(out, Mac.BROADCAST, sender, EthHdr.ETH_P_ARP);
    out.putShort((short) ARPHRD_ETHER).putShort((short) EthHdr.ETH_P_IP);
    out.put((byte) Mac.LENGTH).put((byte) (UNSPECIFIED.bits() / 8));
    out.putShort((short) (request ? ARPOP_REQUEST : ARPOP_REPLY));
    sender.write(out);
    out.put(senderIp.bytes());
    target.write(out);
    out.put(targetIp.bytes());
  }

  static Optional<Frame> parse(ByteBuffer in) {
    if (in.limit() < LENGTH
        || in.getShort(14) != ARPHRD_ETHER
        || in.getShort(16) != EthHdr.ETH_P_IP
        || in.get(18) != Mac.LENGTH
        || in.get(19) != UNSPECIFIED.bits() / 8) {
      return Optional.empty();
    }
    int operation = in.getShort(20);
    if (operation != ARPOP_REQUEST && operation != ARPOP_REPLY) {
      return Optional.empty();
    }
    return Optional.of(
        new Arp(
            operation == ARPOP_REQUEST,
            Mac.read(in, 22),
            Ip.of(in, 28, 4),
            Mac.read(in, 32),
            Ip.of(in, 38, 4)));
  }

  /** Another host's probe does not count as a claim: it only asks who has the address. */
  @Override
  public Optional<Ip> claimed() {
    return senderIp.equals(UNSPECIFIED) ? Optional.empty() : Optional.of(senderIp);
  }

  @Override
  public String toString() {
    return (request ? "ARP request for " : "ARP reply for ") + targetIp;
  }
}
