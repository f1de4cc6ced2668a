package io.lvsagent.iface.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netlink.Hex;
import io.lvsagent.iface.netlink.Truncation;
import io.lvsagent.iface.netlink.Wire;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IfInfoMsgTest {
  private static final String ANSWER =
      """
      54 00 00 00    # nlmsg_len 84
      10 00          # nlmsg_type RTM_NEWLINK
      02 00          # nlmsg_flags NLM_F_MULTI
      01 00 00 00    # nlmsg_seq
      4d 00 00 00    # nlmsg_pid 77
      00 00          # ifi_family, pad
      01 00          # ifi_type ARPHRD_ETHER
      04 00 00 00    # ifi_index 4
      43 10 01 00    # ifi_flags 0x11043
      00 00 00 00    # ifi_change
      08 00 03 00    # IFLA_IFNAME
      76 2e 31 00    #   "v.1"
      08 00 0a 00    # IFLA_MASTER
      02 00 00 00    #   2
      05 00 11 00    # IFLA_LINKMODE, of no interest
      00 00 00 00    #   0, padding
      1c 00 12 80    # IFLA_LINKINFO, NLA_F_NESTED
      09 00 01 00    #   IFLA_INFO_KIND
      76 65 74 68    #     "veth"
      00 00 00 00    #     NUL, padding
      0b 00 04 00    #   IFLA_INFO_SLAVE_KIND
      62 72 69 64    #     "bridge"
      67 65 00 00    #     NUL, padding
      """;

  private static byte[] write(RtnetlinkRequest request) {
    return Wire.write(new KernelRtnetlink.Order(request, FakeDevices.devices()));
  }

  @Test
  void readsAPortWithItsOwnAndItsMastersKind() {
    Link link = Wire.read(new LinkQuery(""), Hex.bytes(ANSWER)).get(0);
    assertThat(link).isEqualTo(new Link(4, "v.1", "veth", 0x11043, 2, "bridge"));
    assertThat(link.isUp()).isTrue();
    assertThat(link.isPort()).isTrue();
    assertThat(link.doesArp()).isFalse();
  }

  @Test
  void readsWhatATunnelTakes() {
    String tunnel =
        """
        58 00 00 00    # nlmsg_len 88
        10 00 02 00    # RTM_NEWLINK, NLM_F_MULTI
        01 00 00 00    # nlmsg_seq
        4d 00 00 00    # nlmsg_pid 77
        00 00 00 03    # ifi_type ARPHRD_TUNNEL
        05 00 00 00    # ifi_index 5
        81 00 00 00    # ifi_flags
        00 00 00 00    # ifi_change
        07 00 03 00    # IFLA_IFNAME
        74 39 00 00    #   "t9"
        30 00 12 80    # IFLA_LINKINFO
        09 00 01 00    #   IFLA_INFO_KIND
        69 70 69 70    #     "ipip"
        00 00 00 00    #     NUL, padding
        20 00 02 80    #   IFLA_INFO_DATA
        08 00 02 00    #     IFLA_IPTUN_LOCAL
        c0 00 02 02    #       192.0.2.2
        08 00 03 00    #     IFLA_IPTUN_REMOTE
        00 00 00 00    #       any
        05 00 09 00    #     IFLA_IPTUN_PROTO
        04 00 00 00    #       IPPROTO_IPIP
        04 00 13 00    #     IFLA_IPTUN_COLLECT_METADATA
        """;
    assertThat(Wire.read(new LinkQuery(""), Hex.bytes(tunnel)).get(0).tunnel())
        .isEqualTo(
            new Link.Decapsulation(Optional.of(Ip.parse("192.0.2.2")), Optional.empty(), true, 4));
  }

  @Test
  void rejectsEveryTruncation() {
    Truncation.isNoticed(new LinkQuery(""), Hex.bytes(ANSWER), Set.of(32, 40, 48, 53, 54, 55, 56));
  }

  @Test
  void rejectsATruncatedKind() {
    byte[] answer = Hex.bytes(ANSWER);
    answer[72] = 0x20;
    assertThatThrownBy(() -> Wire.read(new LinkQuery(""), answer))
        .hasMessage("attribute of 32 bytes in 12");
  }

  @Test
  void asksForLinksWithoutTheirCounters() {
    assertThat(Wire.write(new LinkQuery("")))
        .isEqualTo(
            Hex.bytes(
                """
                28 00 00 00    # nlmsg_len 40
                12 00          # nlmsg_type RTM_GETLINK
                01 03          # nlmsg_flags NLM_F_REQUEST, NLM_F_DUMP
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                00 00 00 00    # ifi_family, pad, ifi_type
                00 00 00 00    # ifi_index
                00 00 00 00    # ifi_flags
                00 00 00 00    # ifi_change
                08 00 1d 00    # IFLA_EXT_MASK
                08 00 00 00    #   RTEXT_FILTER_SKIP_STATS
                """));
  }

  @Test
  void asksForALinkByName() {
    assertThat(Wire.write(new LinkQuery("tunl0")))
        .isEqualTo(
            Hex.bytes(
                """
                34 00 00 00    # nlmsg_len 52
                12 00 01 00    # RTM_GETLINK, NLM_F_REQUEST
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
                0a 00 03 00    # IFLA_IFNAME
                74 75 6e 6c    #   "tunl0"
                30 00 00 00    #   NUL, padding
                08 00 1d 00    # IFLA_EXT_MASK
                08 00 00 00    #   RTEXT_FILTER_SKIP_STATS
                """));
  }

  @Test
  void setsOnlyIffUp() {
    assertThat(write(new RtnetlinkRequest.SetUp("eth0", false)))
        .isEqualTo(
            Hex.bytes(
                """
                20 00 00 00    # nlmsg_len 32
                10 00 01 00    # RTM_NEWLINK, NLM_F_REQUEST
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                00 00 00 00    # ifi_family, pad, ifi_type
                02 00 00 00    # ifi_index eth0
                00 00 00 00    # ifi_flags
                01 00 00 00    # ifi_change IFF_UP
                """));
    assertThat(write(new RtnetlinkRequest.SetUp("eth0", true))[24]).isEqualTo((byte) 1);
  }

  @Test
  void addsALinkOfAKind() {
    assertThat(write(new RtnetlinkRequest.AddLink("tunl0", "ipip")))
        .isEqualTo(
            Hex.bytes(
                """
                3c 00 00 00    # nlmsg_len 60
                10 00 01 06    # RTM_NEWLINK, NLM_F_REQUEST, NLM_F_EXCL, NLM_F_CREATE
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
                0a 00 03 00    # IFLA_IFNAME
                74 75 6e 6c    #   "tunl0"
                30 00 00 00    #   NUL, padding
                10 00 12 00    # IFLA_LINKINFO
                09 00 01 00    #   IFLA_INFO_KIND
                69 70 69 70    #     "ipip"
                00 00 00 00    #     NUL, padding
                """));
  }

  @Test
  void deletesALinkByItsIndex() {
    assertThat(write(new RtnetlinkRequest.DeleteLink("eth0")))
        .isEqualTo(
            Hex.bytes(
                """
                20 00 00 00    # nlmsg_len 32
                11 00 01 00    # RTM_DELLINK, NLM_F_REQUEST
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                00 00 00 00    # ifi_family, pad, ifi_type
                02 00 00 00    # ifi_index eth0
                00 00 00 00 00 00 00 00
                """));
  }
}
