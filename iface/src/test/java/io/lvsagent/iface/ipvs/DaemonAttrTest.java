package io.lvsagent.iface.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.ipvs.IpvsEdit.SetTimeouts;
import io.lvsagent.iface.ipvs.IpvsEdit.StartDaemon;
import io.lvsagent.iface.ipvs.IpvsEdit.StopDaemon;
import io.lvsagent.iface.ipvs.SyncDaemon.State;
import io.lvsagent.iface.netlink.Hex;
import io.lvsagent.iface.netlink.Query;
import io.lvsagent.iface.netlink.Truncation;
import io.lvsagent.iface.netlink.Wire;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DaemonAttrTest {
  private static final Query<SyncDaemon> DAEMONS = IpvsQuery.daemons(28);
  private static final Query<Timeouts> TIMEOUTS = IpvsQuery.timeouts(28);
  private static final SyncDaemon BACKUP = new SyncDaemon(State.BACKUP, "lo", 5);

  private static final String BACKUP_ANSWER =
      """
      50 00 00 00    # nlmsg_len 80
      1c 00          # nlmsg_type 28, the family
      02 00          # nlmsg_flags NLM_F_MULTI
      01 00 00 00    # nlmsg_seq
      4d 00 00 00    # nlmsg_pid 77
      09 01 00 00    # IPVS_CMD_NEW_DAEMON, version 1
      3c 00 03 00    # IPVS_CMD_ATTR_DAEMON
      08 00 01 00    #   IPVS_DAEMON_ATTR_STATE
      02 00 00 00    #     IP_VS_STATE_BACKUP
      07 00 02 00    #   IPVS_DAEMON_ATTR_MCAST_IFN
      6c 6f 00 00    #     "lo"
      08 00 03 00    #   IPVS_DAEMON_ATTR_SYNC_ID
      05 00 00 00    #     5
      06 00 04 00    #   IPVS_DAEMON_ATTR_SYNC_MAXLEN
      e3 ff 00 00    #     65507
      06 00 07 00    #   IPVS_DAEMON_ATTR_MCAST_PORT
      90 22 00 00    #     8848
      05 00 08 00    #   IPVS_DAEMON_ATTR_MCAST_TTL
      01 00 00 00    #     1
      08 00 05 00    #   IPVS_DAEMON_ATTR_MCAST_GROUP
      e0 00 00 51    #     224.0.0.81
      """;

  private static final String TIMEOUTS_ANSWER =
      """
      2c 00 00 00    # nlmsg_len 44
      1c 00 00 00    # family 28
      01 00 00 00    # nlmsg_seq
      4d 00 00 00    # nlmsg_pid 77
      0c 01 00 00    # IPVS_CMD_SET_CONFIG, version 1
      08 00 04 00    # IPVS_CMD_ATTR_TIMEOUT_TCP
      84 03 00 00    #   900
      08 00 05 00    # IPVS_CMD_ATTR_TIMEOUT_TCP_FIN
      78 00 00 00    #   120
      08 00 06 00    # IPVS_CMD_ATTR_TIMEOUT_UDP
      2c 01 00 00    #   300
      """;

  private static byte[] write(IpvsEdit edit) {
    return Wire.write(new KernelIpvs.Order(edit, 28));
  }

  @Test
  void readsADaemon() {
    assertThat(Wire.read(DAEMONS, Hex.bytes(BACKUP_ANSWER))).containsExactly(BACKUP);
  }

  @Test
  void readsTimeouts() {
    assertThat(Wire.read(TIMEOUTS, Hex.bytes(TIMEOUTS_ANSWER)))
        .containsExactly(new Timeouts(900, 120, 300));
  }

  @Test
  void rejectsEveryTruncation() {
    Truncation.isNoticed(DAEMONS, Hex.bytes(BACKUP_ANSWER), Set.of());
    Truncation.isNoticedWithin(
        DAEMONS,
        Hex.bytes(BACKUP_ANSWER),
        Set.of(32, 39, 40, 48, 54, 55, 56, 62, 63, 64, 69, 70, 71, 72));
    Truncation.isNoticed(TIMEOUTS, Hex.bytes(TIMEOUTS_ANSWER), Set.of(20, 28, 36));
  }

  @Test
  void startsADaemon() {
    assertThat(write(new StartDaemon(BACKUP)))
        .isEqualTo(
            Hex.bytes(
                """
                30 00 00 00    # nlmsg_len 48
                1c 00 01 00    # family 28, NLM_F_REQUEST
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                09 01 00 00    # IPVS_CMD_NEW_DAEMON, version 1
                1c 00 03 00    # IPVS_CMD_ATTR_DAEMON
                08 00 01 00    #   IPVS_DAEMON_ATTR_STATE
                02 00 00 00    #     IP_VS_STATE_BACKUP
                07 00 02 00    #   IPVS_DAEMON_ATTR_MCAST_IFN
                6c 6f 00 00    #     "lo"
                08 00 03 00    #   IPVS_DAEMON_ATTR_SYNC_ID
                05 00 00 00    #     5
                """));
  }

  @Test
  void stopsADaemonByItsState() {
    assertThat(write(new StopDaemon(State.MASTER)))
        .isEqualTo(
            Hex.bytes(
                """
                20 00 00 00    # nlmsg_len 32
                1c 00 01 00    # family 28, NLM_F_REQUEST
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                0a 01 00 00    # IPVS_CMD_DEL_DAEMON, version 1
                0c 00 03 00    # IPVS_CMD_ATTR_DAEMON
                08 00 01 00    #   IPVS_DAEMON_ATTR_STATE
                01 00 00 00    #     IP_VS_STATE_MASTER
                """));
  }

  @Test
  void setsTimeouts() {
    byte[] set = Hex.bytes(TIMEOUTS_ANSWER);
    set[6] = 1;
    assertThat(write(new SetTimeouts(new Timeouts(900, 120, 300)))).isEqualTo(set);
  }
}
