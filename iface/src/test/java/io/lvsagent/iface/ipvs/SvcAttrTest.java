package io.lvsagent.iface.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.iface.ipvs.IpvsEdit.AddService;
import io.lvsagent.iface.ipvs.IpvsEdit.DeleteService;
import io.lvsagent.iface.ipvs.IpvsEdit.SetService;
import io.lvsagent.iface.ipvs.VirtualService.Flag;
import io.lvsagent.iface.netlink.Hex;
import io.lvsagent.iface.netlink.MalformedMessage;
import io.lvsagent.iface.netlink.Query;
import io.lvsagent.iface.netlink.Truncation;
import io.lvsagent.iface.netlink.Wire;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SvcAttrTest {
  private static final Query<TableEntry> ALL = IpvsQuery.services(28);
  private static final VirtualService SIP =
      new VirtualService(
          ServiceMatch.parse("udp 192.0.2.10:5060"),
          "sh",
          Set.of(Flag.ONE_PACKET, Flag.SCHED_2),
          300,
          24,
          "sip");
  private static final VirtualService MARKED =
      new VirtualService(ServiceMatch.parse("fwmark 1 ipv6"), "wlc", Set.of(), 100, 64, "");

  private static final String SIP_ANSWER =
      """
      d0 00 00 00    # nlmsg_len 208
      1c 00          # nlmsg_type 28, the family
      02 00          # nlmsg_flags NLM_F_MULTI
      01 00 00 00    # nlmsg_seq
      4d 00 00 00    # nlmsg_pid 77
      01 01 00 00    # IPVS_CMD_NEW_SERVICE, version 1
      bc 00 01 00    # IPVS_CMD_ATTR_SERVICE
      06 00 01 00    #   IPVS_SVC_ATTR_AF
      02 00 00 00    #     AF_INET
      06 00 02 00    #   IPVS_SVC_ATTR_PROTOCOL
      11 00 00 00    #     IPPROTO_UDP
      14 00 03 00    #   IPVS_SVC_ATTR_ADDR
      c0 00 02 0a    #     192.0.2.10
      00 00 00 00 00 00 00 00 00 00 00 00
      06 00 04 00    #   IPVS_SVC_ATTR_PORT
      13 c4 00 00    #     5060, network order
      07 00 06 00    #   IPVS_SVC_ATTR_SCHED_NAME
      73 68 00 00    #     "sh"
      08 00 0b 00    #   IPVS_SVC_ATTR_PE_NAME
      73 69 70 00    #     "sip"
      0c 00 07 00    #   IPVS_SVC_ATTR_FLAGS
      17 00 00 00    #     persistent, hashed, one packet, sched 2
      ff ff ff ff    #     mask
      08 00 08 00    #   IPVS_SVC_ATTR_TIMEOUT
      2c 01 00 00    #     300
      08 00 09 00    #   IPVS_SVC_ATTR_NETMASK
      ff ff ff 00    #     255.255.255.0, network order
      60 00 0a 00    #   IPVS_SVC_ATTR_STATS
      08 00 01 00    #     IPVS_STATS_ATTR_CONNS
      01 00 00 00    #       1
      08 00 02 00    #     IPVS_STATS_ATTR_INPKTS
      02 00 00 00    #       2
      08 00 03 00    #     IPVS_STATS_ATTR_OUTPKTS
      ff ff ff ff    #       4294967295
      0c 00 04 00    #     IPVS_STATS_ATTR_INBYTES
      04 00 00 00 01 00 00 00
      04 00 0b 00    #     IPVS_STATS_ATTR_PAD
      0c 00 05 00    #     IPVS_STATS_ATTR_OUTBYTES
      05 00 00 00 00 00 00 00
      08 00 06 00    #     IPVS_STATS_ATTR_CPS
      06 00 00 00    #       6
      08 00 07 00    #     IPVS_STATS_ATTR_INPPS
      07 00 00 00    #       7
      08 00 08 00    #     IPVS_STATS_ATTR_OUTPPS
      08 00 00 00    #       8
      08 00 09 00    #     IPVS_STATS_ATTR_INBPS
      09 00 00 00    #       9
      08 00 0a 00    #     IPVS_STATS_ATTR_OUTBPS
      0a 00 00 00    #       10
      """;

  private static final String MARKED_ANSWER =
      """
      4c 00 00 00    # nlmsg_len 76
      1c 00 02 00    # family 28, NLM_F_MULTI
      01 00 00 00    # nlmsg_seq
      4d 00 00 00    # nlmsg_pid 77
      01 01 00 00    # IPVS_CMD_NEW_SERVICE, version 1
      38 00 01 00    # IPVS_CMD_ATTR_SERVICE
      06 00 01 00    #   IPVS_SVC_ATTR_AF
      0a 00 00 00    #     AF_INET6
      08 00 05 00    #   IPVS_SVC_ATTR_FWMARK
      01 00 00 00    #     1
      08 00 06 00    #   IPVS_SVC_ATTR_SCHED_NAME
      77 6c 63 00    #     "wlc"
      0c 00 07 00    #   IPVS_SVC_ATTR_FLAGS
      03 00 00 00    #     persistent, hashed
      ff ff ff ff    #     mask
      08 00 08 00    #   IPVS_SVC_ATTR_TIMEOUT
      64 00 00 00    #     100
      08 00 09 00    #   IPVS_SVC_ATTR_NETMASK
      40 00 00 00    #     64
      """;

  private static byte[] write(IpvsEdit edit) {
    return Wire.write(new KernelIpvs.Order(edit, 28));
  }

  private static VirtualService read(byte[] answer) {
    return Wire.read(ALL, answer).get(0).service();
  }

  @Test
  void readsAServiceOfAnAddress() {
    Traffic traffic = new Traffic(1, 2, 4294967295L, 4294967300L, 5, 6, 7, 8, 9, 10);
    assertThat(Wire.read(ALL, Hex.bytes(SIP_ANSWER)))
        .containsExactly(new TableEntry(SIP, traffic, List.of()));
  }

  @Test
  void readsAServiceOfAMark() {
    assertThat(Wire.read(ALL, Hex.bytes(MARKED_ANSWER)))
        .containsExactly(new TableEntry(MARKED, Traffic.NONE, List.of()));
  }

  @Test
  void aServiceThatIsNotPersistentHasNoTimeoutAndNoMask() {
    byte[] answer = Hex.bytes(SIP_ANSWER);
    answer[88] = 0x2;
    ServiceMatch match = SIP.match();
    assertThat(read(answer)).isEqualTo(new VirtualService(match, "sh", Set.of(), 0, 32, "sip"));
  }

  @Test
  void readsEveryMaskOfIpv4() {
    byte[] answer = Hex.bytes(SIP_ANSWER);
    answer[108] = 0;
    answer[109] = 0;
    answer[110] = 0;
    assertThat(read(answer).mask()).isZero();
    answer[108] = (byte) 0x80;
    assertThat(read(answer).mask()).isEqualTo(1);
    answer[110] = (byte) 0xff;
    assertThat(read(answer).mask()).isEqualTo(VirtualService.MASK_WITH_HOLES);
  }

  @Test
  void aValueOutOfRangeIsMalformed() {
    byte[] answer = Hex.bytes(MARKED_ANSWER);
    answer[72] = (byte) 129;
    assertThatThrownBy(() -> read(answer))
        .isInstanceOf(MalformedMessage.class)
        .hasMessage("mask of 129 bits is not in 1..128");
    byte[] unknown = Hex.bytes(SIP_ANSWER);
    unknown[36] = 50;
    assertThatThrownBy(() -> read(unknown))
        .isInstanceOf(MalformedMessage.class)
        .hasMessage("virtual service of unknown protocol 50");
    unknown[28] = 1;
    assertThatThrownBy(() -> read(unknown))
        .isInstanceOf(MalformedMessage.class)
        .hasMessage("address of family 1");
  }

  @Test
  void rejectsEveryTruncation() {
    Truncation.isNoticed(ALL, Hex.bytes(SIP_ANSWER), Set.of());
    Truncation.isNoticed(ALL, Hex.bytes(MARKED_ANSWER), Set.of());
  }

  @Test
  void rejectsEveryTruncationOfNestedAttributes() {
    Truncation.isNoticedWithin(
        ALL, Hex.bytes(SIP_ANSWER), Set.of(60, 66, 67, 68, 75, 76, 84, 96, 104, 112));
    Truncation.isNoticedWithin(ALL, Hex.bytes(MARKED_ANSWER), Set.of(40, 48, 60));
  }

  @Test
  void addsAServiceWithAllItsAttributes() {
    assertThat(write(new AddService(SIP)))
        .isEqualTo(
            Hex.bytes(
                """
                70 00 00 00    # nlmsg_len 112
                1c 00 01 00    # family 28, NLM_F_REQUEST
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                01 01 00 00    # IPVS_CMD_NEW_SERVICE, version 1
                5c 00 01 00    # IPVS_CMD_ATTR_SERVICE
                06 00 01 00    #   IPVS_SVC_ATTR_AF
                02 00 00 00    #     AF_INET
                06 00 02 00    #   IPVS_SVC_ATTR_PROTOCOL
                11 00 00 00    #     IPPROTO_UDP
                14 00 03 00    #   IPVS_SVC_ATTR_ADDR
                c0 00 02 0a    #     192.0.2.10
                00 00 00 00 00 00 00 00 00 00 00 00
                06 00 04 00    #   IPVS_SVC_ATTR_PORT
                13 c4 00 00    #     5060
                07 00 06 00    #   IPVS_SVC_ATTR_SCHED_NAME
                73 68 00 00    #     "sh"
                08 00 0b 00    #   IPVS_SVC_ATTR_PE_NAME
                73 69 70 00    #     "sip"
                0c 00 07 00    #   IPVS_SVC_ATTR_FLAGS
                15 00 00 00    #     persistent, one packet, sched 2
                3d 00 00 00    #     these are meant
                08 00 08 00    #   IPVS_SVC_ATTR_TIMEOUT
                2c 01 00 00    #     300
                08 00 09 00    #   IPVS_SVC_ATTR_NETMASK
                ff ff ff 00    #     255.255.255.0
                """));
  }

  @Test
  void changesAServiceOfAMarkWithAllItsAttributes() {
    assertThat(write(new SetService(MARKED)))
        .isEqualTo(
            Hex.bytes(
                """
                4c 00 00 00    # nlmsg_len 76
                1c 00 01 00    # family 28, NLM_F_REQUEST
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                02 01 00 00    # IPVS_CMD_SET_SERVICE, version 1
                38 00 01 00    # IPVS_CMD_ATTR_SERVICE
                06 00 01 00    #   IPVS_SVC_ATTR_AF
                0a 00 00 00    #     AF_INET6
                08 00 05 00    #   IPVS_SVC_ATTR_FWMARK
                01 00 00 00    #     1
                08 00 06 00    #   IPVS_SVC_ATTR_SCHED_NAME
                77 6c 63 00    #     "wlc"
                0c 00 07 00    #   IPVS_SVC_ATTR_FLAGS
                01 00 00 00    #     persistent
                3d 00 00 00    #     these are meant
                08 00 08 00    #   IPVS_SVC_ATTR_TIMEOUT
                64 00 00 00    #     100
                08 00 09 00    #   IPVS_SVC_ATTR_NETMASK
                40 00 00 00    #     64
                """));
  }

  @Test
  void deletesByMatch() {
    assertThat(write(new DeleteService(ServiceMatch.parse("tcp [2001:db8::10]:80"))))
        .isEqualTo(
            Hex.bytes(
                """
                44 00 00 00    # nlmsg_len 68
                1c 00 01 00    # family 28, NLM_F_REQUEST
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                03 01 00 00    # IPVS_CMD_DEL_SERVICE, version 1
                30 00 01 00    # IPVS_CMD_ATTR_SERVICE
                06 00 01 00    #   IPVS_SVC_ATTR_AF
                0a 00 00 00    #     AF_INET6
                06 00 02 00    #   IPVS_SVC_ATTR_PROTOCOL
                06 00 00 00    #     IPPROTO_TCP
                14 00 03 00    #   IPVS_SVC_ATTR_ADDR
                20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10
                06 00 04 00    #   IPVS_SVC_ATTR_PORT
                00 50 00 00    #     80
                """));
  }
}
