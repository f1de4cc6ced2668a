package io.lvsagent.iface.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Tunnel;
import io.lvsagent.iface.ipvs.Tunnel.Checksum;
import io.lvsagent.iface.ipvs.Tunnel.Type;
import io.lvsagent.iface.netlink.Hex;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Segments as IPVS would send them to a real server, and the answers. */
final class TcpSegmentTest {
  private static final Mac DIRECTOR = new Mac(0x0200_0000_0001L);
  private static final Mac SERVER = new Mac(0x0200_0000_0011L);
  private static final Ip DIP = Ip.parse("192.0.2.1");
  private static final Ip RIP = Ip.parse("192.0.2.11");
  private static final Ip VIP = Ip.parse("192.0.2.10");
  private static final Ip DIP6 = Ip.parse("2001:db8::1");
  private static final Ip RIP6 = Ip.parse("2001:db8::11");
  private static final Ip VIP6 = Ip.parse("2001:db8::10");
  private static final Tunnel GUE = new Tunnel(Type.GUE, 6080, Checksum.NONE);
  private static final Tunnel GUE_SUMMED = new Tunnel(Type.GUE, 6080, Checksum.STANDARD);
  private static final Tunnel GRE = new Tunnel(Type.GRE, 0, Checksum.NONE);
  private static final Tunnel GRE_SUMMED = new Tunnel(Type.GRE, 0, Checksum.STANDARD);

  private static final String ETHERNET =
      """
      02 00 00 00 00 11    # h_dest, the real server
      02 00 00 00 00 01    # h_source, the director
      08 00                # h_proto ETH_P_IP
      """;

  private static final String SYN =
      """
      45 00 00 2c          # version 4, ihl 5, tos, tot_len 44
      00 00 40 00          # id, do not fragment
      40 06 b6 c0          # ttl 64, protocol TCP, checksum
      c0 00 02 01          # saddr 192.0.2.1
      c0 00 02 0a          # daddr 192.0.2.10
      9c 40 00 50          # ports 40000, 80
      01 02 03 04          # seq
      00 00 00 00          # ack_seq
      60 02                # doff 6, SYN
      fa f0 78 93 00 00    # window, checksum, urg_ptr
      02 04 05 b4          # TCPOPT_MSS 1460
      """;

  private static final String RST =
      """
      45 00 00 28          # version 4, ihl 5, tos, tot_len 40
      00 00 40 00          # id, do not fragment
      40 06 b6 c4          # ttl 64, protocol TCP, checksum
      c0 00 02 01          # saddr 192.0.2.1
      c0 00 02 0a          # daddr 192.0.2.10
      9c 40 00 50          # ports 40000, 80
      01 02 03 05          # seq, the one after the SYN
      00 00 00 00          # ack_seq
      50 04                # doff 5, RST
      fa f0 90 4c 00 00    # window, checksum, urg_ptr
      """;

  private static final String SYN6 =
      """
      60 00 00 00          # version 6
      00 18 06 40          # payload_len 24, nexthdr TCP, hop_limit 64
      20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01    # saddr
      20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10    # daddr, the VIP
      9c 40 00 50          # ports 40000, 80
      01 02 03 04          # seq
      00 00 00 00          # ack_seq
      60 02                # doff 6, SYN
      fa f0 a1 30 00 00    # window, checksum, urg_ptr
      02 04 05 a0          # TCPOPT_MSS 1440
      """;

  private static final String SYN_ACK =
      """
      02 00 00 00 00 01    # h_dest, the director
      02 00 00 00 00 11    # h_source, the real server
      08 00                # h_proto ETH_P_IP
      45 00 00 2c          # version 4, ihl 5, tos, tot_len 44
      00 00 40 00          # id, do not fragment
      40 06 b6 c0          # ttl 64, protocol TCP, checksum
      c0 00 02 0a          # saddr 192.0.2.10
      c0 00 02 01          # daddr 192.0.2.1
      00 50 9c 40          # ports 80, 40000
      0a 0b 0c 0d          # seq
      01 02 03 05          # ack_seq
      60 12                # doff 6, SYN and ACK
      fa f0 62 6a 00 00    # window, checksum, urg_ptr
      02 04 05 b4          # TCPOPT_MSS 1460
      """;

  private static TcpHdr syn(int mss) {
    return new TcpHdr(40_000, 80, 0x0102_0304, 0, TcpHdr.SYN, mss);
  }

  private static byte[] wrapped(Ip from, Ip to, Tunnel tunnel, boolean v6) {
    Optional<Wrapping> wrapping = Optional.of(new Wrapping(from, to, tunnel, 40_001));
    return bytes(
        v6
            ? new TcpSegment(SERVER, DIRECTOR, wrapping, DIP6, VIP6, syn(1440))
            : new TcpSegment(SERVER, DIRECTOR, wrapping, DIP, VIP, syn(1460)));
  }

  private static byte[] bytes(Frame.Sendable frame) {
    ByteBuffer out = ByteBuffer.allocate(Frame.LONGEST);
    frame.write(out);
    return Arrays.copyOf(out.array(), out.position());
  }

  private static Optional<Frame> read(byte[] bytes) {
    return Frame.read(ByteBuffer.wrap(bytes));
  }

  @Test
  void asksDirectlyByTheHardwareAddressOfTheRealServer() {
    TcpSegment syn = new TcpSegment(SERVER, DIRECTOR, Optional.empty(), DIP, VIP, syn(1460));
    assertThat(bytes(syn)).isEqualTo(Hex.bytes(ETHERNET + SYN));
    assertThat(read(bytes(syn))).contains(syn);
    assertThat(syn).hasToString("TCP SYN 192.0.2.1:40000 > 192.0.2.10:80");
    TcpSegment six = new TcpSegment(SERVER, DIRECTOR, Optional.empty(), DIP6, VIP6, syn(1440));
    assertThat(bytes(six)).isEqualTo(Hex.bytes(ETHERNET.replace("08 00", "86 dd") + SYN6));
    assertThat(read(bytes(six))).contains(six);
  }

  @Test
  void resetsWithTheSequenceNumberThatTheServerExpects() {
    TcpHdr reset = new TcpHdr(40_000, 80, 0x0102_0305, 0, TcpHdr.RST, 0);
    TcpSegment segment = new TcpSegment(SERVER, DIRECTOR, Optional.empty(), DIP, VIP, reset);
    assertThat(bytes(segment)).isEqualTo(Hex.bytes(ETHERNET + RST));
    assertThat(reset.isReset()).isTrue();
  }

  @Test
  void wrapsInIpip() {
    String outer =
        """
        45 00 00 40          # version 4, ihl 5, tos, tot_len 64
        00 00 40 00          # id, do not fragment
        40 04 b6 ad          # ttl 64, protocol IPIP, checksum
        c0 00 02 01          # saddr 192.0.2.1
        c0 00 02 0b          # daddr 192.0.2.11
        """;
    assertThat(wrapped(DIP, RIP, Tunnel.IPIP, false)).isEqualTo(Hex.bytes(ETHERNET + outer + SYN));
    String six =
        """
        60 00 00 00          # version 6
        00 2c 04 40          # payload_len 44, nexthdr IPIP, hop_limit 64
        20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01    # saddr
        20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 11    # daddr
        """;
    assertThat(wrapped(DIP6, RIP6, Tunnel.IPIP, false))
        .isEqualTo(Hex.bytes(ETHERNET.replace("08 00", "86 dd") + six + SYN));
  }

  @Test
  void wrapsInGueWithAndWithoutAChecksum() {
    String summed =
        """
        45 00 00 4c          # version 4, ihl 5, tos, tot_len 76
        00 00 40 00          # id, do not fragment
        40 11 b6 94          # ttl 64, protocol UDP, checksum
        c0 00 02 01          # saddr 192.0.2.1
        c0 00 02 0b          # daddr 192.0.2.11
        9c 41 17 c0          # ports 40001, 6080
        00 38 4b 96          # len 56, checksum
        00 04 00 00          # guehdr: hlen 0, proto_ctype IPIP, flags
        """;
    assertThat(wrapped(DIP, RIP, GUE_SUMMED, false)).isEqualTo(Hex.bytes(ETHERNET + summed + SYN));
    assertThat(wrapped(DIP, RIP, GUE, false))
        .isEqualTo(Hex.bytes(ETHERNET + summed.replace("4b 96", "00 00") + SYN));
    String six =
        """
        60 00 00 00          # version 6
        00 4c 11 40          # payload_len 76, nexthdr UDP, hop_limit 64
        20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01    # saddr
        20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 11    # daddr
        9c 41 17 c0          # ports 40001, 6080
        00 4c 00 00          # len 76, no checksum
        00 29 00 00          # guehdr: hlen 0, proto_ctype IPV6, flags
        """;
    byte[] longest = wrapped(DIP6, RIP6, GUE, true);
    assertThat(longest)
        .isEqualTo(Hex.bytes(ETHERNET.replace("08 00", "86 dd") + six + SYN6))
        .hasSizeLessThanOrEqualTo(Frame.LONGEST);
  }

  @Test
  void wrapsInGreWithAndWithoutAChecksum() {
    String plain =
        """
        45 00 00 44          # version 4, ihl 5, tos, tot_len 68
        00 00 40 00          # id, do not fragment
        40 2f b6 7e          # ttl 64, protocol GRE, checksum
        c0 00 02 01          # saddr 192.0.2.1
        c0 00 02 0b          # daddr 192.0.2.11
        00 00 08 00          # flags, protocol ETH_P_IP
        """;
    assertThat(wrapped(DIP, RIP, GRE, false)).isEqualTo(Hex.bytes(ETHERNET + plain + SYN));
    String summed =
        """
        45 00 00 48          # version 4, ihl 5, tos, tot_len 72
        00 00 40 00          # id, do not fragment
        40 2f b6 7a          # ttl 64, protocol GRE, checksum
        c0 00 02 01          # saddr 192.0.2.1
        c0 00 02 0b          # daddr 192.0.2.11
        80 00 08 00          # GRE_CSUM, protocol ETH_P_IP
        fc 29 00 00          # checksum, reserved
        """;
    assertThat(wrapped(DIP, RIP, GRE_SUMMED, false)).isEqualTo(Hex.bytes(ETHERNET + summed + SYN));
  }

  @Test
  void knowsWhatEachTunnelAdds() {
    assertThat(new Wrapping(DIP, RIP, Tunnel.IPIP, 0).length()).isEqualTo(20);
    assertThat(new Wrapping(DIP6, RIP6, Tunnel.IPIP, 0).length()).isEqualTo(40);
    assertThat(new Wrapping(DIP, RIP, GUE_SUMMED, 0).length()).isEqualTo(32);
    assertThat(new Wrapping(DIP, RIP, GRE, 0).length()).isEqualTo(24);
    assertThat(new Wrapping(DIP, RIP, GRE_SUMMED, 0).length()).isEqualTo(28);
  }

  @Test
  void readsAnAnswerWithItsMss() {
    TcpSegment answer = (TcpSegment) read(Hex.bytes(SYN_ACK)).orElseThrow();
    assertThat(answer.sender()).isEqualTo(SERVER);
    assertThat(answer.from()).isEqualTo(VIP);
    assertThat(answer.tcp())
        .isEqualTo(new TcpHdr(80, 40_000, 0x0a0b_0c0d, 0x0102_0305, TcpHdr.SYN | TcpHdr.ACK, 1460));
    assertThat(answer.tcp().isSynAck()).isTrue();
    assertThat(answer.claimed()).isEmpty();
  }

  /** A length of 0, which no host should send, must not be read for ever. */
  @Test
  void findsTheMssBehindOtherOptions() {
    byte[] frame = Hex.bytes(SYN_ACK);
    byte[] more = Arrays.copyOf(frame, frame.length + 4);
    System.arraycopy(new byte[] {1, 3, 3, 7, 2, 4, 5, 100}, 0, more, 54, 8);
    more[46] = 0x70;
    assertThat(((TcpSegment) read(more).orElseThrow()).tcp().mss()).isEqualTo(1380);
    more[55] = 9;
    more[56] = 0;
    assertThat(((TcpSegment) read(more).orElseThrow()).tcp().mss()).isZero();
  }

  @Test
  void refusesATruncatedAnswerAndCutOptions() {
    byte[] frame = Hex.bytes(SYN_ACK);
    for (int length = 0; length < frame.length - 4; length++) {
      assertThat(read(Arrays.copyOf(frame, length))).as("of %s bytes", length).isEmpty();
    }
    for (int length = frame.length - 4; length < frame.length; length++) {
      TcpSegment cut = (TcpSegment) read(Arrays.copyOf(frame, length)).orElseThrow();
      assertThat(cut.tcp().mss()).isZero();
    }
  }

  @Test
  void skipsFragmentsAndOtherProtocols() {
    byte[] fragment = Hex.bytes(SYN_ACK);
    fragment[21] = 1;
    assertThat(read(fragment)).isEmpty();
    byte[] udp = Hex.bytes(SYN_ACK);
    udp[23] = 17;
    assertThat(read(udp)).isEmpty();
    byte[] wrong = Hex.bytes(SYN_ACK);
    wrong[14] = 0x44;
    assertThat(read(wrong)).isEmpty();
  }
}
