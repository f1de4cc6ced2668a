package io.lvsagent.iface.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netlink.Hex;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {
  private static final Mac OWN = new Mac(0x0200_0000_0021L);
  private static final Ip V4 = Ip.parse("192.0.2.10");
  private static final Ip V6 = Ip.parse("2001:db8::fe:10");

  private static final String PROBE =
      """
      ff ff ff ff ff ff    # h_dest, everybody
      02 00 00 00 00 21    # h_source
      08 06                # h_proto ETH_P_ARP
      00 01                # ar_hrd ARPHRD_ETHER
      08 00                # ar_pro ETH_P_IP
      06 04                # ar_hln, ar_pln
      00 01                # ar_op ARPOP_REQUEST
      02 00 00 00 00 21    # sender
      00 00 00 00          #   0.0.0.0
      00 00 00 00 00 00    # target
      c0 00 02 0a          #   192.0.2.10
      """;

  private static final String REQUEST =
      """
      ff ff ff ff ff ff    # h_dest, everybody
      02 00 00 00 00 21    # h_source
      08 06                # h_proto ETH_P_ARP
      00 01 08 00 06 04    # Ethernet, IPv4, lengths
      00 01                # ar_op ARPOP_REQUEST
      02 00 00 00 00 21    # sender
      c0 00 02 0a          #   192.0.2.10
      00 00 00 00 00 00    # target
      c0 00 02 0a          #   192.0.2.10
      """;

  private static final String REPLY =
      """
      ff ff ff ff ff ff    # h_dest, everybody
      02 00 00 00 00 21    # h_source
      08 06                # h_proto ETH_P_ARP
      00 01 08 00 06 04    # Ethernet, IPv4, lengths
      00 02                # ar_op ARPOP_REPLY
      02 00 00 00 00 21    # sender
      c0 00 02 0a          #   192.0.2.10
      02 00 00 00 00 21    # target, the sender again
      c0 00 02 0a          #   192.0.2.10
      """;

  private static final String SOLICITATION =
      """
      33 33 ff fe 00 10    # h_dest, of the group
      02 00 00 00 00 21    # h_source
      86 dd                # h_proto ETH_P_IPV6
      60 00 00 00          # version 6
      00 18                # payload_len 24
      3a                   # nexthdr IPPROTO_ICMPV6
      ff                   # hop_limit 255
      00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00    # saddr ::
      ff 02 00 00 00 00 00 00 00 00 00 01 ff fe 00 10    # daddr, solicited nodes
      87 00                # type 135, code
      4a d3                # checksum
      00 00 00 00          # reserved
      20 01 0d b8 00 00 00 00 00 00 00 00 00 fe 00 10    # target
      """;

  private static final String ADVERTISEMENT =
      """
      33 33 00 00 00 01    # h_dest, all nodes
      02 00 00 00 00 21    # h_source
      86 dd                # h_proto ETH_P_IPV6
      60 00 00 00          # version 6
      00 20                # payload_len 32
      3a                   # nexthdr IPPROTO_ICMPV6
      ff                   # hop_limit 255
      20 01 0d b8 00 00 00 00 00 00 00 00 00 fe 00 10    # saddr, the target
      ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 01    # daddr ff02::1
      88 00                # type 136, code
      f6 f0                # checksum
      20 00 00 00          # override
      20 01 0d b8 00 00 00 00 00 00 00 00 00 fe 00 10    # target
      02 01                # ND_OPT_TARGET_LL_ADDR, 8 bytes
      02 00 00 00 00 21    #   hardware address
      """;

  private static byte[] bytes(Frame.Sendable frame) {
    ByteBuffer out = ByteBuffer.allocate(Frame.LONGEST);
    frame.write(out);
    return Arrays.copyOf(out.array(), out.position());
  }

  private static Optional<Frame> read(byte[] bytes) {
    return Frame.read(ByteBuffer.wrap(bytes));
  }

  /**
   * Returns the sum that a receiver computes (RFC 1071), which is 0xffff if the checksum is right.
   */
  private static int sum(byte[] frame) {
    int sum = 58 + (frame.length - 54);
    for (int i = 22; i < frame.length; i += 2) {
      sum += (frame[i] & 0xff) << 8 | frame[i + 1] & 0xff;
    }
    return (sum & 0xffff) + (sum >>> 16);
  }

  @Test
  void probesIpv4WithoutASenderAddress() {
    assertThat(bytes(Frame.probe(OWN, V4))).isEqualTo(Hex.bytes(PROBE));
  }

  @Test
  void asksForNeighboursWithAnAddressOfItsOwn() {
    String request = PROBE.replace("00 00 00 00          #   0.0.0.0", "c0 00 02 01");
    assertThat(bytes(Frame.question(OWN, Ip.parse("192.0.2.1"), V4))).isEqualTo(Hex.bytes(request));
    byte[] frame = bytes(Frame.question(OWN, Ip.parse("2001:db8::1"), V6));
    assertThat(sum(frame)).isEqualTo(0xffff);
    String option = "01 01 02 00 00 00 00 21    # ND_OPT_SOURCE_LL_ADDR\n";
    String own = "20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01";
    String solicitation =
        SOLICITATION
            .replace("00 18  ", "00 20  ")
            .replace("00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", own)
            .replace("4a d3", "19 ef");
    assertThat(frame).isEqualTo(Hex.bytes(solicitation + option));
  }

  @Test
  void announcesIpv4AsRequestAndAsReply() {
    List<Frame.Sendable> both = Frame.announcements(OWN, V4, true);
    assertThat(both).hasSize(2);
    assertThat(bytes(both.get(0))).isEqualTo(Hex.bytes(REQUEST));
    assertThat(bytes(both.get(1))).isEqualTo(Hex.bytes(REPLY));
    assertThat(read(Hex.bytes(REQUEST))).contains(both.get(0));
    assertThat(read(Hex.bytes(REPLY))).contains(both.get(1));
  }

  @Test
  void probesIpv6AsDuplicateAddressDetectionDoes() {
    byte[] frame = bytes(Frame.probe(OWN, V6));
    assertThat(sum(frame)).isEqualTo(0xffff);
    assertThat(frame).isEqualTo(Hex.bytes(SOLICITATION));
    assertThat(read(frame)).as("asks only").isEmpty();
  }

  @Test
  void announcesIpv6ToAllNodes() {
    Frame.Sendable plain = Frame.announcements(OWN, V6, false).get(0);
    byte[] frame = bytes(plain);
    assertThat(sum(frame)).isEqualTo(0xffff);
    assertThat(read(frame)).contains(plain);
    assertThat(frame).isEqualTo(Hex.bytes(ADVERTISEMENT));
    Frame.Sendable router = Frame.announcements(OWN, V6, true).get(0);
    assertThat(bytes(router)[58]).isEqualTo((byte) 0xa0);
    assertThat(sum(bytes(router))).isEqualTo(0xffff);
    assertThat(read(bytes(router))).contains(router);
  }

  @Test
  void repliesAndRequestsClaimAnAddressAndProbesDoNot() {
    assertThat(read(Hex.bytes(REPLY)).orElseThrow().claimed()).contains(V4);
    assertThat(read(Hex.bytes(REQUEST)).orElseThrow().sender()).isEqualTo(OWN);
    assertThat(read(Hex.bytes(PROBE)).orElseThrow().claimed()).isEmpty();
    assertThat(read(Hex.bytes(ADVERTISEMENT)).orElseThrow().claimed()).contains(V6);
  }

  @Test
  void withoutTheOptionTheSenderOfTheFrameHasTheTarget() {
    byte[] frame = Arrays.copyOf(Hex.bytes(ADVERTISEMENT), 78);
    frame[11] = 0x22;
    assertThat(read(frame).orElseThrow().sender()).hasToString("02:00:00:00:00:22");
  }

  @ParameterizedTest
  @ValueSource(strings = {REPLY, ADVERTISEMENT})
  void refusesATruncatedFrame(String whole) {
    byte[] frame = Hex.bytes(whole);
    int least = frame[12] == 8 ? 42 : 78;
    for (int length = 0; length < least; length++) {
      assertThat(read(Arrays.copyOf(frame, length))).as("of %s bytes", length).isEmpty();
    }
  }

  /** Changes hardware type, protocol, lengths and operation, or next header, hop limit and type. */
  @Test
  void skipsFramesOfOtherKinds() {
    for (int at : new int[] {12, 15, 16, 18, 19, 21}) {
      assertThat(read(with(REPLY, at, 9))).as("byte %s", at).isEmpty();
    }
    for (int at : new int[] {12, 20, 21, 54}) {
      assertThat(read(with(ADVERTISEMENT, at, 9))).as("byte %s", at).isEmpty();
    }
  }

  private static byte[] with(String frame, int at, int value) {
    byte[] bytes = Hex.bytes(frame);
    bytes[at] = (byte) value;
    return bytes;
  }
}
