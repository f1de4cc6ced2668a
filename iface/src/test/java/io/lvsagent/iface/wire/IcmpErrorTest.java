package io.lvsagent.iface.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Tunnel;
import io.lvsagent.iface.netlink.Hex;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IcmpErrorTest {
  private static final Ip DIP = Ip.parse("192.0.2.1");
  private static final Ip RIP = Ip.parse("192.0.2.11");
  private static final Ip VIP = Ip.parse("192.0.2.10");

  private static final String PROTOCOL_UNREACHABLE =
      """
      02 00 00 00 00 01    # h_dest, the director
      02 00 00 00 00 11    # h_source, the real server
      08 00                # h_proto ETH_P_IP
      45 00 00 38          # version 4, ihl 5, tos, tot_len 56
      00 00 40 00          # id, do not fragment
      40 01 b6 b8          # ttl 64, protocol ICMP, checksum
      c0 00 02 0b          # saddr 192.0.2.11
      c0 00 02 01          # daddr 192.0.2.1
      03 02 77 d1          # ICMP_DEST_UNREACH, ICMP_PROT_UNREACH, checksum
      00 00 00 00          # unused
      45 00 00 40          # the packet: version 4, ihl 5, tos, tot_len 64
      00 00 40 00          # id, do not fragment
      40 04 b6 ad          # ttl 64, protocol IPIP, checksum
      c0 00 02 01          # saddr 192.0.2.1
      c0 00 02 0b          # daddr 192.0.2.11
      45 00 00 2c          # the first eight bytes that it holds
      00 00 40 00
      """;

  private static final String PORT_UNREACHABLE =
      """
      02 00 00 00 00 01    # h_dest, the director
      02 00 00 00 00 11    # h_source, the real server
      86 dd                # h_proto ETH_P_IPV6
      60 00 00 00          # version 6
      00 48 3a 40          # payload_len 72, nexthdr ICMPv6, hop_limit 64
      20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 11    # saddr
      20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01    # daddr
      01 04 3c bb          # ICMPV6_DEST_UNREACH, ICMPV6_PORT_UNREACH, checksum
      00 00 00 00          # unused
      60 00 00 00          # the packet: version 6
      00 18 06 40          # payload_len 24, nexthdr TCP, hop_limit 64
      20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01    # saddr
      20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10    # daddr, the VIP
      9c 40 00 50          # ports 40000, 80
      01 02 03 04          # seq
      """;

  private static Optional<Frame> read(byte[] bytes) {
    return Frame.read(ByteBuffer.wrap(bytes));
  }

  @Test
  void tellsWhichPacketDidNotArriveAndWhy() {
    IcmpError error = (IcmpError) read(Hex.bytes(PROTOCOL_UNREACHABLE)).orElseThrow();
    assertThat(error.name()).isEqualTo("ICMP protocol unreachable (3/2)");
    assertThat(error.reporter()).isEqualTo(RIP);
    assertThat(error.sender()).hasToString("02:00:00:00:00:11");
    assertThat(error.from()).isEqualTo(DIP);
    assertThat(error.to()).isEqualTo(RIP);
    assertThat(error.claimed()).isEmpty();
    assertThat(new Wrapping(DIP, RIP, Tunnel.IPIP, 0).isQuotedBy(error, VIP)).isTrue();
    assertThat(new Wrapping(DIP, VIP, Tunnel.IPIP, 0).isQuotedBy(error, VIP)).isFalse();
    Tunnel gre = new Tunnel(Tunnel.Type.GRE, 0, Tunnel.Checksum.NONE);
    assertThat(new Wrapping(DIP, RIP, gre, 0).isQuotedBy(error, VIP)).isFalse();
  }

  @Test
  void quotesPortsAndSequenceNumber() {
    IcmpError error = (IcmpError) read(Hex.bytes(PORT_UNREACHABLE)).orElseThrow();
    assertThat(error.name()).isEqualTo("ICMPv6 port unreachable (1/4)");
    assertThat(error.to()).hasToString("2001:db8::10");
    assertThat(error.protocol()).isEqualTo(6);
    assertThat(error.ports()).isEqualTo(40_000 << 16 | 80);
    assertThat(error.seq()).isEqualTo(0x0102_0304);
  }

  @Test
  void namesUnknownCodesByNumber() {
    byte[] odd = Hex.bytes(PROTOCOL_UNREACHABLE);
    odd[35] = 77;
    assertThat(((IcmpError) read(odd).orElseThrow()).name()).isEqualTo("ICMP 3/77");
    odd[34] = 11;
    odd[35] = 0;
    assertThat(((IcmpError) read(odd).orElseThrow()).name()).isEqualTo("ICMP time exceeded (11/0)");
  }

  /** Echo replies, redirects and what is only too big are no answers. */
  @Test
  void skipsOtherMessages() {
    for (int type : new int[] {0, 5, 8}) {
      byte[] other = Hex.bytes(PROTOCOL_UNREACHABLE);
      other[34] = (byte) type;
      assertThat(read(other)).as("type %s", type).isEmpty();
    }
    byte[] big = Hex.bytes(PROTOCOL_UNREACHABLE);
    big[35] = 4;
    assertThat(read(big)).isEmpty();
    big = Hex.bytes(PORT_UNREACHABLE);
    big[54] = 2;
    assertThat(read(big)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {PROTOCOL_UNREACHABLE, PORT_UNREACHABLE})
  void refusesATruncatedFrame(String whole) {
    byte[] frame = Hex.bytes(whole);
    for (int length = 0; length < frame.length; length++) {
      assertThat(read(Arrays.copyOf(frame, length))).as("of %s bytes", length).isEmpty();
    }
  }
}
