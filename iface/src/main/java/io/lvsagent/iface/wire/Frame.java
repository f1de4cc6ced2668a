package io.lvsagent.iface.wire;

import io.lvsagent.iface.Ip;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * An Ethernet frame that asks who has an address or claims one, or that asks a server and brings
 * its answer. Buffers are big endian.
 */
public sealed interface Frame permits Frame.Sendable, IcmpError {
  /** An upper bound of the length of every frame, in bytes; longer ones are cut. */
  int LONGEST = 192;

  /** A frame that this host may send, too. */
  sealed interface Sendable extends Frame permits Arp, Solicitation, Advertisement, TcpSegment {
    /** Writes the whole frame at the buffer's position. */
    void write(ByteBuffer out);
  }

  /** Returns the hardware address of the sender. */
  Mac sender();

  /** Returns the address that the sender claims, or empty if the frame only asks. */
  Optional<Ip> claimed();

  /**
   * Returns a frame that asks whether a host has an address. It has no sender address, so that no
   * neighbour learns from it (RFC 5227, RFC 4862).
   */
  static Sendable probe(Mac own, Ip ip) {
    return ip.isV6() ? Solicitation.probe(own, ip) : Arp.probe(own, ip);
  }

  /** Returns a frame that asks for the hardware address of a neighbour, as the kernel does. */
  static Sendable question(Mac own, Ip source, Ip ip) {
    return ip.isV6() ? new Solicitation(own, source, ip) : Arp.question(own, source, ip);
  }

  /**
   * Returns the frames that announce an address to all neighbours. For IPv4 these are a request and
   * a reply, because some hosts learn only from one of them.
   *
   * @param router whether this host forwards IPv6; without the flag, hosts that use it as a router
   *     would drop their routes
   */
  static List<Sendable> announcements(Mac own, Ip ip, boolean router) {
    return ip.isV6()
        ? List.of(new Advertisement(own, ip, router))
        : List.of(Arp.announcement(own, ip, true), Arp.announcement(own, ip, false));
  }

  /** Parses a frame at the buffer's start. Returns empty if it is cut or of another kind. */
  static Optional<Frame> read(ByteBuffer in) {
    if (in.limit() < EthHdr.LENGTH) {
      return Optional.empty();
    }
    return switch (EthHdr.protocol(in)) {
      case EthHdr.ETH_P_ARP -> Arp.parse(in);
      case EthHdr.ETH_P_IPV6 -> {
        Optional<Frame> advertisement = Advertisement.parse(in);
        yield advertisement.isPresent() ? advertisement : packet(in);
      }
      case EthHdr.ETH_P_IP -> packet(in);
      default -> Optional.empty();
    };
  }

  private static Optional<Frame> packet(ByteBuffer in) {
    Optional<IpHdr> ip = IpHdr.read(in, EthHdr.LENGTH);
    if (ip.isEmpty()) {
      return Optional.empty();
    }
    Optional<Frame> segment = TcpSegment.parse(in, ip.get());
    return segment.isPresent() ? segment : IcmpError.parse(in, ip.get());
  }
}
