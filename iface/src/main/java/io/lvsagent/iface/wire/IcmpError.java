package io.lvsagent.iface.wire;

import io.lvsagent.iface.Ip;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An ICMP or ICMPv6 message that a packet did not arrive (RFC 792, RFC 4443), with the beginning of
 * that packet.
 *
 * @param reporter the host that sent the message
 * @param from source of the packet
 * @param to destination of the packet
 * @param protocol protocol of the packet
 * @param ports its first four bytes behind the header, which are the ports of TCP and UDP
 * @param seq the next four bytes, which are the sequence number of TCP
 */
public record IcmpError(
    Mac sender, Ip reporter, int type, int code, Ip from, Ip to, int protocol, int ports, int seq)
    implements Frame {
  private static final int LENGTH = 8;
  private static final int QUOTED = 8;
  static final int ICMP_DEST_UNREACH = 3;
  static final int ICMP_TIME_EXCEEDED = 11;
  static final int ICMPV6_DEST_UNREACH = 1;
  static final int ICMPV6_TIME_EXCEED = 3;
  static final int ICMPV6_PARAMPROB = 4;
  private static final int FRAGMENTATION_NEEDED = 4;

  /** Names of the codes that a host in the way sends, ICMP_* of linux/icmp.h, in their order. */
  private static final String[] CODES = {
    "network unreachable",
    "host unreachable",
    "protocol unreachable",
    "port unreachable",
    "",
    "",
    "",
    "",
    "",
    "network prohibited",
    "host prohibited",
    "",
    "",
    "administratively prohibited"
  };

  /** ICMPV6_* of linux/icmpv6.h. */
  private static final String[] CODES_V6 = {
    "no route", "administratively prohibited", "", "address unreachable", "port unreachable"
  };

  static Optional<Frame> parse(ByteBuffer in, IpHdr ip) {
    int at = ip.next();
    if (ip.protocol() != (ip.from().isV6() ? IcmpV6.IPPROTO_ICMPV6 : IpHdr.IPPROTO_ICMP)
        || in.limit() < at + LENGTH
        || !isError(ip.from().isV6(), in.get(at) & 0xff, in.get(at + 1) & 0xff)) {
      return Optional.empty();
    }
    return IpHdr.read(in, at + LENGTH)
        .filter(quoted -> in.limit() >= quoted.next() + QUOTED)
        .map(
            quoted ->
                new IcmpError(
                    Mac.read(in, Mac.LENGTH),
                    ip.from(),
                    in.get(at) & 0xff,
                    in.get(at + 1) & 0xff,
                    quoted.from(),
                    quoted.to(),
                    quoted.protocol(),
                    in.getInt(quoted.next()),
                    in.getInt(quoted.next() + Integer.BYTES)));
  }

  private static boolean isError(boolean v6, int type, int code) {
    return v6
        ? type == ICMPV6_DEST_UNREACH || type == ICMPV6_TIME_EXCEED || type == ICMPV6_PARAMPROB
        : type == ICMP_DEST_UNREACH && code != FRAGMENTATION_NEEDED || type == ICMP_TIME_EXCEEDED;
  }

  @Override
  public Optional<Ip> claimed() {
    return Optional.empty();
  }

  /** Returns a text such as {@code ICMP protocol unreachable (3/2)}. */
  public String name() {
    String[] names = reporter.isV6() ? CODES_V6 : CODES;
    boolean unreachable = type == (reporter.isV6() ? ICMPV6_DEST_UNREACH : ICMP_DEST_UNREACH);
    String name = unreachable && code < names.length ? names[code] : "";
    if (type == (reporter.isV6() ? ICMPV6_TIME_EXCEED : ICMP_TIME_EXCEEDED)) {
      name = "time exceeded";
    }
    String numbers = type + "/" + code;
    return (reporter.isV6() ? "ICMPv6 " : "ICMP ")
        + (name.isEmpty() ? numbers : name + " (" + numbers + ")");
  }

  @Override
  public String toString() {
    return "%s by %s about a packet to %s".formatted(name(), reporter, to);
  }
}
