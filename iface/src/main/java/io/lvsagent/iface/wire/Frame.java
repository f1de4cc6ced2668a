package io.lvsagent.iface.wire;

import io.lvsagent.iface.Ip;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** A frame of those that are about who has an address. Buffers are big endian. */
public sealed interface Frame permits Arp, Solicitation, Advertisement {
  /** The longest that any of them gets. */
  int LONGEST = 128;

  /** The whole of it, from the buffer's position on. */
  void write(ByteBuffer out);

  /** Who says it. */
  Mac sender();

  /** The address that it says somebody has; empty where it only asks. */
  Optional<Ip> claimed();

  /**
   * Asks whether somebody has an address, in nobody's name, so that no neighbour learns anything by
   * it (RFC 5227, RFC 4862).
   */
  static Frame probe(Mac own, Ip ip) {
    return ip.isV6() ? new Solicitation(own, ip) : Arp.probe(own, ip);
  }

  /**
   * Tells all that an address is here. For IPv4 in both forms that hosts listen to: some learn from
   * requests alone, some from replies alone.
   *
   * @param router whether this host forwards IPv6: who took it for a router would drop its routes
   */
  static List<Frame> announcements(Mac own, Ip ip, boolean router) {
    return ip.isV6()
        ? List.of(new Advertisement(own, ip, router))
        : List.of(Arp.announcement(own, ip, true), Arp.announcement(own, ip, false));
  }

  /** Reads a frame from the buffer's start; empty where it is another, or cut. */
  static Optional<Frame> read(ByteBuffer in) {
    if (in.limit() < EthHdr.LENGTH) {
      return Optional.empty();
    }
    return switch (EthHdr.protocol(in)) {
      case EthHdr.ETH_P_ARP -> Arp.parse(in);
      case EthHdr.ETH_P_IPV6 -> Advertisement.parse(in);
      default -> Optional.empty();
    };
  }
}
