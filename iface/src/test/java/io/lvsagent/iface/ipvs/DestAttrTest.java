package io.lvsagent.iface.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.iface.ipvs.IpvsEdit.AddServer;
import io.lvsagent.iface.ipvs.IpvsEdit.DeleteServer;
import io.lvsagent.iface.ipvs.IpvsEdit.SetServer;
import io.lvsagent.iface.ipvs.TableEntry.Server;
import io.lvsagent.iface.ipvs.Tunnel.Checksum;
import io.lvsagent.iface.ipvs.Tunnel.Type;
import io.lvsagent.iface.netlink.Hex;
import io.lvsagent.iface.netlink.MalformedMessage;
import io.lvsagent.iface.netlink.Query;
import io.lvsagent.iface.netlink.Truncation;
import io.lvsagent.iface.netlink.Wire;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DestAttrTest {
  private static final ServiceMatch MARK = ServiceMatch.parse("fwmark 1");
  private static final Query<Server> ALL = IpvsQuery.servers(28, MARK);
  private static final RealServer DIRECT =
      new RealServer(Endpoint.parse("192.0.2.21:80"), Forwarding.DIRECT, 256, 7, 3, Tunnel.IPIP);
  private static final RealServer GUE =
      new RealServer(
          Endpoint.parse("[2001:db8::23]:80"),
          Forwarding.TUNNEL,
          1,
          0,
          0,
          new Tunnel(Type.GUE, 6080, Checksum.REMOTE));

  /** An answer of Linux before 5.2. */
  private static final String DIRECT_ANSWER =
      """
      74 00 00 00    # nlmsg_len 116
      1c 00          # nlmsg_type 28, the family
      02 00          # nlmsg_flags NLM_F_MULTI
      01 00 00 00    # nlmsg_seq
      4d 00 00 00    # nlmsg_pid 77
      05 01 00 00    # IPVS_CMD_NEW_DEST, version 1
      60 00 02 00    # IPVS_CMD_ATTR_DEST
      14 00 01 00    #   IPVS_DEST_ATTR_ADDR
      c0 00 02 15    #     192.0.2.21
      00 00 00 00 00 00 00 00 00 00 00 00
      06 00 02 00    #   IPVS_DEST_ATTR_PORT
      00 50 00 00    #     80, network order
      08 00 03 00    #   IPVS_DEST_ATTR_FWD_METHOD
      83 01 00 00    #     direct, and flags that are none of ours
      08 00 04 00    #   IPVS_DEST_ATTR_WEIGHT
      00 01 00 00    #     256
      08 00 05 00    #   IPVS_DEST_ATTR_U_THRESH
      07 00 00 00    #     7
      08 00 06 00    #   IPVS_DEST_ATTR_L_THRESH
      03 00 00 00    #     3
      08 00 07 00    #   IPVS_DEST_ATTR_ACTIVE_CONNS
      04 00 00 00    #     4
      08 00 08 00    #   IPVS_DEST_ATTR_INACT_CONNS
      05 00 00 00    #     5
      08 00 09 00    #   IPVS_DEST_ATTR_PERSIST_CONNS
      06 00 00 00    #     6
      06 00 0b 00    #   IPVS_DEST_ATTR_ADDR_FAMILY
      02 00 00 00    #     AF_INET
      """;

  private static final String GUE_ANSWER =
      """
      84 00 00 00    # nlmsg_len 132
      1c 00 02 00    # family 28, NLM_F_MULTI
      01 00 00 00    # nlmsg_seq
      4d 00 00 00    # nlmsg_pid 77
      05 01 00 00    # IPVS_CMD_NEW_DEST, version 1
      70 00 02 00    # IPVS_CMD_ATTR_DEST
      14 00 01 00    #   IPVS_DEST_ATTR_ADDR
      20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 23
      06 00 02 00    #   IPVS_DEST_ATTR_PORT
      00 50 00 00    #     80
      08 00 03 00    #   IPVS_DEST_ATTR_FWD_METHOD
      02 00 00 00    #     tunnel
      08 00 04 00    #   IPVS_DEST_ATTR_WEIGHT
      01 00 00 00    #     1
      05 00 0d 00    #   IPVS_DEST_ATTR_TUN_TYPE
      01 00 00 00    #     GUE
      06 00 0e 00    #   IPVS_DEST_ATTR_TUN_PORT
      17 c0 00 00    #     6080, network order
      06 00 0f 00    #   IPVS_DEST_ATTR_TUN_FLAGS
      02 00 00 00    #     REMCSUM
      06 00 0b 00    #   IPVS_DEST_ATTR_ADDR_FAMILY
      0a 00 00 00    #     AF_INET6
      0c 00 0a 00    #   IPVS_DEST_ATTR_STATS
      08 00 01 00    #     IPVS_STATS_ATTR_CONNS
      02 00 00 00    #       2
      14 00 0c 00    #   IPVS_DEST_ATTR_STATS64
      0c 00 01 00    #     IPVS_STATS_ATTR_CONNS
      02 00 00 00 01 00 00 00
      04 00 0b 00    #     IPVS_STATS_ATTR_PAD
      """;

  private static byte[] write(IpvsEdit edit) {
    return Wire.write(new KernelIpvs.Order(edit, 28));
  }

  private static Tunnel tunnel(int type, int flags) {
    byte[] answer = Hex.bytes(GUE_ANSWER);
    answer[72] = (byte) type;
    answer[88] = (byte) flags;
    return Wire.read(ALL, answer).get(0).server().tunnel();
  }

  @Test
  void readsARealServerWithItsConnections() {
    assertThat(Wire.read(ALL, Hex.bytes(DIRECT_ANSWER)))
        .containsExactly(new Server(DIRECT, 4, 5, 6, Traffic.NONE));
  }

  @Test
  void readsATunnelOfTheOtherFamilyAndTheWideCounters() {
    Traffic traffic = new Traffic(4294967298L, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(Wire.read(ALL, Hex.bytes(GUE_ANSWER)))
        .containsExactly(new Server(GUE, 0, 0, 0, traffic));
  }

  @Test
  void readsEveryTunnelAndIgnoresAttributesWithoutEffect() {
    assertThat(tunnel(0, 2)).isEqualTo(Tunnel.IPIP);
    assertThat(tunnel(1, 0)).isEqualTo(new Tunnel(Type.GUE, 6080, Checksum.NONE));
    assertThat(tunnel(1, 1)).isEqualTo(new Tunnel(Type.GUE, 6080, Checksum.STANDARD));
    assertThat(tunnel(1, 3)).isEqualTo(new Tunnel(Type.GUE, 6080, Checksum.REMOTE));
    assertThat(tunnel(2, 1)).isEqualTo(new Tunnel(Type.GRE, 0, Checksum.STANDARD));
    assertThat(tunnel(2, 2)).isEqualTo(new Tunnel(Type.GRE, 0, Checksum.NONE));
    assertThatThrownBy(() -> tunnel(3, 0))
        .isInstanceOf(MalformedMessage.class)
        .hasMessage("tunnel of type 3");
  }

  @Test
  void rejectsAnUnknownForwardingMethod() {
    byte[] answer = Hex.bytes(DIRECT_ANSWER);
    answer[56] = 4;
    assertThatThrownBy(() -> Wire.read(ALL, answer))
        .isInstanceOf(MalformedMessage.class)
        .hasMessage("forwarding method 4");
    answer[56] = 1;
    assertThat(Wire.read(ALL, answer).get(0).server().method()).isEqualTo(Forwarding.LOCAL);
  }

  @Test
  void rejectsEveryTruncation() {
    Truncation.isNoticed(ALL, Hex.bytes(DIRECT_ANSWER), Set.of());
    Truncation.isNoticed(ALL, Hex.bytes(GUE_ANSWER), Set.of());
    Truncation.isNoticedWithin(ALL, Hex.bytes(DIRECT_ANSWER), Set.of(114, 115));
    Truncation.isNoticedWithin(ALL, Hex.bytes(GUE_ANSWER), Set.of(98, 99, 100, 112));
  }

  @Test
  void asksForTheRealServersOfOneService() {
    assertThat(Wire.write(ALL))
        .isEqualTo(
            Hex.bytes(
                """
                28 00 00 00    # nlmsg_len 40
                1c 00          # nlmsg_type 28, the family
                01 03          # nlmsg_flags NLM_F_REQUEST, NLM_F_DUMP
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                08 01 00 00    # IPVS_CMD_GET_DEST, version 1
                14 00 01 00    # IPVS_CMD_ATTR_SERVICE
                06 00 01 00    #   IPVS_SVC_ATTR_AF
                02 00 00 00    #     AF_INET
                08 00 05 00    #   IPVS_SVC_ATTR_FWMARK
                01 00 00 00    #     1
                """));
    assertThat(ALL).hasToString("list real servers of fwmark 1");
  }

  @Test
  void addsARealServerWithoutATunnel() {
    assertThat(write(new AddServer(MARK, DIRECT)))
        .isEqualTo(
            Hex.bytes(
                """
                70 00 00 00    # nlmsg_len 112
                1c 00 01 00    # family 28, NLM_F_REQUEST
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                05 01 00 00    # IPVS_CMD_NEW_DEST, version 1
                14 00 01 00    # IPVS_CMD_ATTR_SERVICE
                06 00 01 00    #   IPVS_SVC_ATTR_AF
                02 00 00 00    #     AF_INET
                08 00 05 00    #   IPVS_SVC_ATTR_FWMARK
                01 00 00 00    #     1
                48 00 02 00    # IPVS_CMD_ATTR_DEST
                14 00 01 00    #   IPVS_DEST_ATTR_ADDR
                c0 00 02 15    #     192.0.2.21
                00 00 00 00 00 00 00 00 00 00 00 00
                06 00 02 00    #   IPVS_DEST_ATTR_PORT
                00 50 00 00    #     80
                06 00 0b 00    #   IPVS_DEST_ATTR_ADDR_FAMILY
                02 00 00 00    #     AF_INET
                08 00 03 00    #   IPVS_DEST_ATTR_FWD_METHOD
                03 00 00 00    #     direct
                08 00 04 00    #   IPVS_DEST_ATTR_WEIGHT
                00 01 00 00    #     256
                08 00 05 00    #   IPVS_DEST_ATTR_U_THRESH
                07 00 00 00    #     7
                08 00 06 00    #   IPVS_DEST_ATTR_L_THRESH
                03 00 00 00    #     3
                """));
  }

  @Test
  void changesARealServerWithItsTunnel() {
    assertThat(write(new SetServer(MARK, GUE)))
        .isEqualTo(
            Hex.bytes(
                """
                88 00 00 00    # nlmsg_len 136
                1c 00 01 00    # family 28, NLM_F_REQUEST
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                06 01 00 00    # IPVS_CMD_SET_DEST, version 1
                14 00 01 00    # IPVS_CMD_ATTR_SERVICE
                06 00 01 00    #   IPVS_SVC_ATTR_AF
                02 00 00 00    #     AF_INET
                08 00 05 00    #   IPVS_SVC_ATTR_FWMARK
                01 00 00 00    #     1
                60 00 02 00    # IPVS_CMD_ATTR_DEST
                14 00 01 00    #   IPVS_DEST_ATTR_ADDR
                20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 23
                06 00 02 00    #   IPVS_DEST_ATTR_PORT
                00 50 00 00    #     80
                06 00 0b 00    #   IPVS_DEST_ATTR_ADDR_FAMILY
                0a 00 00 00    #     AF_INET6
                08 00 03 00    #   IPVS_DEST_ATTR_FWD_METHOD
                02 00 00 00    #     tunnel
                08 00 04 00    #   IPVS_DEST_ATTR_WEIGHT
                01 00 00 00    #     1
                08 00 05 00    #   IPVS_DEST_ATTR_U_THRESH
                00 00 00 00    #     0
                08 00 06 00    #   IPVS_DEST_ATTR_L_THRESH
                00 00 00 00    #     0
                05 00 0d 00    #   IPVS_DEST_ATTR_TUN_TYPE
                01 00 00 00    #     GUE
                06 00 0e 00    #   IPVS_DEST_ATTR_TUN_PORT
                17 c0 00 00    #     6080
                06 00 0f 00    #   IPVS_DEST_ATTR_TUN_FLAGS
                02 00 00 00    #     REMCSUM
                """));
  }

  @Test
  void deletesByEndpoint() {
    assertThat(write(new DeleteServer(MARK, DIRECT.endpoint())))
        .isEqualTo(
            Hex.bytes(
                """
                50 00 00 00    # nlmsg_len 80
                1c 00 01 00    # family 28, NLM_F_REQUEST
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                07 01 00 00    # IPVS_CMD_DEL_DEST, version 1
                14 00 01 00    # IPVS_CMD_ATTR_SERVICE
                06 00 01 00    #   IPVS_SVC_ATTR_AF
                02 00 00 00    #     AF_INET
                08 00 05 00    #   IPVS_SVC_ATTR_FWMARK
                01 00 00 00    #     1
                28 00 02 00    # IPVS_CMD_ATTR_DEST
                14 00 01 00    #   IPVS_DEST_ATTR_ADDR
                c0 00 02 15    #     192.0.2.21
                00 00 00 00 00 00 00 00 00 00 00 00
                06 00 02 00    #   IPVS_DEST_ATTR_PORT
                00 50 00 00    #     80
                06 00 0b 00    #   IPVS_DEST_ATTR_ADDR_FAMILY
                02 00 00 00    #     AF_INET
                """));
  }
}
