package io.lvsagent.iface.wire;

import io.lvsagent.iface.Ip;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A TCP segment without data, which may be sent through a tunnel.
 *
 * @param destination hardware address of the host that it is sent to
 * @param wrapping the tunnel; always empty for a segment that was received
 */
public record TcpSegment(
    Mac destination, Mac sender, Optional<Wrapping> wrapping, Ip from, Ip to, TcpHdr tcp)
    implements Frame.Sendable {
  @Override
  public void write(ByteBuffer out) {
    int packet = IpHdr.length(to) + tcp.length();
    Ip outer = wrapping.isPresent() ? wrapping.get().to() : to;
    EthHdr.write(out, destination, sender, IpHdr.etherType(outer));
    int start = out.position();
    if (wrapping.isPresent()) {
      wrapping.get().write(out, to, packet);
    }
    IpHdr.write(out, from, to, IpHdr.IPPROTO_TCP, tcp.length());
    tcp.write(out, from, to);
    if (wrapping.isPresent()) {
      wrapping.get().seal(out, start);
    }
  }

  static Optional<Frame> parse(ByteBuffer in, IpHdr ip) {
    return ip.protocol() != IpHdr.IPPROTO_TCP
        ? Optional.empty()
        : TcpHdr.read(in, ip.next())
            .map(
                tcp ->
                    new TcpSegment(
                        Mac.read(in, 0),
                        Mac.read(in, Mac.LENGTH),
                        Optional.empty(),
                        ip.from(),
                        ip.to(),
                        tcp));
  }

  @Override
  public Optional<Ip> claimed() {
    return Optional.empty();
  }

  @Override
  public String toString() {
    return "TCP %s %s:%d > %s:%d".formatted(tcp.names(), from, tcp.from(), to, tcp.to())
        + wrapping.map(by -> " in " + by).orElse("");
  }
}
