package io.lvsagent.iface.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netlink.Hex;
import io.lvsagent.iface.netlink.Query;
import io.lvsagent.iface.netlink.Truncation;
import io.lvsagent.iface.netlink.Wire;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NdMsgTest {
  private static final Neighbour REAL_SERVER =
      Neighbour.permanent("eth0", Ip.parse("192.0.2.21"), "02:00:00:00:00:21");
  private static final Neighbour ROUTER =
      Neighbour.permanent("eth0", Ip.parse("2001:db8::21"), "02:00:00:00:00:21", 0x80, 4);

  private static Query<Neighbour> all(boolean v6) {
    return new NeighbourQuery(v6, "eth0", 2, FakeDevices.devices());
  }

  private static byte[] write(RtnetlinkRequest request) {
    return Wire.write(new KernelRtnetlink.Order(request, FakeDevices.devices()));
  }

  @Test
  void readsAPermanentEntry() {
    byte[] answer =
        Hex.bytes(
            """
            4c 00 00 00    # nlmsg_len 76
            1c 00          # nlmsg_type RTM_NEWNEIGH
            02 00          # nlmsg_flags NLM_F_MULTI
            01 00 00 00    # nlmsg_seq
            4d 00 00 00    # nlmsg_pid 77
            02             # ndm_family AF_INET
            00 00 00       # ndm_pad1, ndm_pad2
            02 00 00 00    # ndm_ifindex eth0
            80 00          # ndm_state NUD_PERMANENT
            00             # ndm_flags
            01             # ndm_type RTN_UNICAST
            08 00 01 00    # NDA_DST
            c0 00 02 15    #   192.0.2.21
            0a 00 02 00    # NDA_LLADDR
            02 00 00 00 00 21 00 00
            08 00 04 00    # NDA_PROBES
            00 00 00 00    #   none
            14 00 03 00    # NDA_CACHEINFO
            11 22 33 44    #   ndm_confirmed
            11 22 33 44    #   ndm_used
            11 22 33 44    #   ndm_updated
            00 00 00 00    #   ndm_refcnt
            """);
    assertThat(Wire.read(all(false), answer)).containsExactly(REAL_SERVER);
    Truncation.isNoticed(all(false), answer, Set.of(36, 46, 47, 48, 56));
  }

  @Test
  void readsTheProtocolAndTheRouterFlagOfAnEntry() {
    byte[] answer =
        Hex.bytes(
            """
            44 00 00 00    # nlmsg_len 68
            1c 00 02 00    # RTM_NEWNEIGH, NLM_F_MULTI
            01 00 00 00    # nlmsg_seq
            4d 00 00 00    # nlmsg_pid 77
            0a 00 00 00    # AF_INET6
            02 00 00 00    # ndm_ifindex eth0
            80 00 80 01    # NUD_PERMANENT, NTF_ROUTER, RTN_UNICAST
            14 00 01 00    # NDA_DST
            20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 21
            0a 00 02 00    # NDA_LLADDR
            02 00 00 00 00 21 00 00
            05 00 0c 00    # NDA_PROTOCOL
            04 00 00 00    #   RTPROT_STATIC
            """);
    assertThat(Wire.read(all(true), answer)).containsExactly(ROUTER);
    Truncation.isNoticed(all(true), answer, Set.of(48, 58, 59, 60, 65, 66, 67));
  }

  @Test
  void readsAnIncompleteEntry() {
    byte[] answer =
        Hex.bytes(
            """
            24 00 00 00    # nlmsg_len 36
            1c 00 02 00    # RTM_NEWNEIGH, NLM_F_MULTI
            01 00 00 00    # nlmsg_seq
            4d 00 00 00    # nlmsg_pid 77
            02 00 00 00    # AF_INET
            02 00 00 00    # ndm_ifindex eth0
            01 00 00 01    # NUD_INCOMPLETE, RTN_UNICAST
            08 00 01 00    # NDA_DST
            c0 00 02 15    #   192.0.2.21
            """);
    List<Neighbour> read = Wire.read(all(false), answer);
    assertThat(read)
        .containsExactly(new Neighbour("eth0", Ip.parse("192.0.2.21"), "", 0x01, 0, 0))
        .noneMatch(Neighbour::isPermanent);
    assertThat(read.get(0)).hasToString("192.0.2.21 dev eth0 nud 0x1");
  }

  @Test
  void asksForTheNeighboursOfADevice() {
    assertThat(Wire.write(all(false)))
        .isEqualTo(
            Hex.bytes(
                """
                24 00 00 00    # nlmsg_len 36
                1e 00 01 03    # RTM_GETNEIGH, NLM_F_REQUEST, NLM_F_DUMP
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                02 00 00 00    # AF_INET
                00 00 00 00    # ndm_ifindex: none
                00 00 00 00    # ndm_state, ndm_flags, ndm_type
                08 00 08 00    # NDA_IFINDEX
                02 00 00 00    #   eth0
                """));
    assertThat(all(true)).hasToString("list IPv6 neighbours dev eth0");
    assertThat(all(false)).hasToString("list IPv4 neighbours dev eth0");
  }

  @Test
  void asksForTheProxyEntriesOfEveryDevice() {
    Query<Neighbour> proxies = NeighbourQuery.proxies(true, FakeDevices.devices());
    assertThat(Wire.write(proxies))
        .isEqualTo(
            Hex.bytes(
                """
                1c 00 00 00    # nlmsg_len 28
                1e 00 01 03    # RTM_GETNEIGH, NLM_F_REQUEST, NLM_F_DUMP
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                0a 00 00 00    # AF_INET6
                00 00 00 00    # ndm_ifindex: none
                00 00 08 00    # NTF_PROXY
                """));
    assertThat(proxies).hasToString("list IPv6 proxy neighbours");
  }

  @Test
  void replacesAnyEntry() {
    assertThat(write(new RtnetlinkRequest.ReplaceNeighbour(REAL_SERVER)))
        .isEqualTo(
            Hex.bytes(
                """
                30 00 00 00    # nlmsg_len 48
                1c 00 01 05    # RTM_NEWNEIGH, NLM_F_REQUEST, NLM_F_REPLACE, NLM_F_CREATE
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                02 00 00 00    # AF_INET
                02 00 00 00    # ndm_ifindex eth0
                80 00 00 00    # NUD_PERMANENT
                08 00 01 00    # NDA_DST
                c0 00 02 15    #   192.0.2.21
                0a 00 02 00    # NDA_LLADDR
                02 00 00 00 00 21 00 00
                """));
  }

  @Test
  void keepsRouterFlagAndProtocolOfAForeignEntry() {
    assertThat(write(new RtnetlinkRequest.ReplaceNeighbour(ROUTER)))
        .isEqualTo(
            Hex.bytes(
                """
                44 00 00 00    # nlmsg_len 68
                1c 00 01 05    # RTM_NEWNEIGH, NLM_F_REQUEST, NLM_F_REPLACE, NLM_F_CREATE
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                0a 00 00 00    # AF_INET6
                02 00 00 00    # ndm_ifindex eth0
                80 00 80 00    # NUD_PERMANENT, NTF_ROUTER
                14 00 01 00    # NDA_DST
                20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 21
                0a 00 02 00    # NDA_LLADDR
                02 00 00 00 00 21 00 00
                05 00 0c 00    # NDA_PROTOCOL
                04 00 00 00    #   RTPROT_STATIC
                """));
  }

  @Test
  void deletesByDeviceAndAddress() {
    assertThat(write(new RtnetlinkRequest.DeleteNeighbour(REAL_SERVER)))
        .isEqualTo(
            Hex.bytes(
                """
                24 00 00 00    # nlmsg_len 36
                1d 00 01 00    # RTM_DELNEIGH, NLM_F_REQUEST
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                02 00 00 00    # AF_INET
                02 00 00 00    # ndm_ifindex eth0
                00 00 00 00    # ndm_state, ndm_flags, ndm_type
                08 00 01 00    # NDA_DST
                c0 00 02 15    #   192.0.2.21
                """));
  }

  @Test
  void printsTheArgumentsOfIpNeighbour() {
    assertThat(REAL_SERVER)
        .hasToString("192.0.2.21 lladdr 02:00:00:00:00:21 dev eth0 nud permanent");
    assertThat(ROUTER)
        .hasToString(
            "2001:db8::21 lladdr 02:00:00:00:00:21 dev eth0 nud permanent router protocol 4");
  }
}
