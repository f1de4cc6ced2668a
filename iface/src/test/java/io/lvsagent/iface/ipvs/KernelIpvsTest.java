package io.lvsagent.iface.ipvs;

import static io.lvsagent.iface.netlink.ScriptedTransport.PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lvsagent.iface.ipvs.IpvsEdit.AddServer;
import io.lvsagent.iface.ipvs.IpvsEdit.AddService;
import io.lvsagent.iface.ipvs.IpvsEdit.DeleteService;
import io.lvsagent.iface.ipvs.TableEntry.Server;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.Hex;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.netlink.Refusal;
import io.lvsagent.iface.netlink.ScriptedTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KernelIpvsTest {
  private static final int CTRL = 16;
  private static final int IPVS = 28;
  private static final int MULTI = 2;
  private static final ServiceMatch WEB = ServiceMatch.parse("fwmark 1");
  private static final ServiceMatch MAIL = ServiceMatch.parse("fwmark 2");
  private static final RealServer SERVER =
      new RealServer(Endpoint.parse("192.0.2.21:0"), Forwarding.MASQUERADE, 0, 0, 0, Tunnel.IPIP);

  private static final byte[] OTHER_FAMILY =
      Hex.bytes(
          """
          01 02 00 00    # CTRL_CMD_NEWFAMILY
          08 00 02 00    # CTRL_ATTR_FAMILY_NAME
          4e 4f 4e 00    #   "NON"
          06 00 01 00    # CTRL_ATTR_FAMILY_ID
          1b 00 00 00    #   27
          """);
  private static final byte[] FAMILY =
      Hex.bytes(
          """
          01 02 00 00    # CTRL_CMD_NEWFAMILY
          09 00 02 00    # CTRL_ATTR_FAMILY_NAME
          49 50 56 53    #   "IPVS"
          00 00 00 00    #   NUL, padding
          06 00 01 00    # CTRL_ATTR_FAMILY_ID
          1c 00 00 00    #   28
          """);
  private static final byte[] TIMEOUTS =
      Hex.bytes(
          """
          0c 01 00 00    # IPVS_CMD_SET_CONFIG
          08 00 04 00    # IPVS_CMD_ATTR_TIMEOUT_TCP
          84 03 00 00    #   900
          """);
  private static final byte[] DAEMON =
      Hex.bytes(
          """
          09 01 00 00    # IPVS_CMD_NEW_DAEMON
          0c 00 03 00    # IPVS_CMD_ATTR_DAEMON
          08 00 01 00    #   IPVS_DAEMON_ATTR_STATE
          01 00 00 00    #     IP_VS_STATE_MASTER
          """);
  private static final byte[] DEST =
      Hex.bytes(
          """
          05 01 00 00    # IPVS_CMD_NEW_DEST
          20 00 02 00    # IPVS_CMD_ATTR_DEST
          14 00 01 00    #   IPVS_DEST_ATTR_ADDR
          c0 00 02 15    #     192.0.2.21
          00 00 00 00 00 00 00 00 00 00 00 00
          06 00 0b 00    #   IPVS_DEST_ATTR_ADDR_FAMILY
          02 00 00 00    #     AF_INET
          """);

  private final ScriptedTransport kernel = new ScriptedTransport();
  private final Ipvs ipvs = new KernelIpvs(kernel::conversation);

  private static byte[] service(int mark) {
    byte[] answer =
        Hex.bytes(
            """
            01 01 00 00    # IPVS_CMD_NEW_SERVICE
            14 00 01 00    # IPVS_CMD_ATTR_SERVICE
            06 00 01 00    #   IPVS_SVC_ATTR_AF
            02 00 00 00    #     AF_INET
            08 00 05 00    #   IPVS_SVC_ATTR_FWMARK
            00 00 00 00
            """);
    answer[20] = (byte) mark;
    return answer;
  }

  private static VirtualService plain(ServiceMatch match) {
    return new VirtualService(match, "", Set.of(), 0, 32, "");
  }

  private ScriptedTransport part(int type, int sequence, byte[] payload) {
    return kernel.message(type, MULTI, sequence, PORT, payload);
  }

  /** Answers the family query with this sequence number. */
  private void hasIpvs(int sequence) {
    part(CTRL, sequence, OTHER_FAMILY);
    part(CTRL, sequence, FAMILY).flush().done(sequence);
  }

  private void hasNone(int sequence) {
    part(CTRL, sequence, OTHER_FAMILY).flush().done(sequence);
  }

  private void loadsIpvs(int sequence) {
    kernel.message(CTRL, 0, sequence, PORT, FAMILY).flush();
  }

  @Test
  void readsAsEmptyWithoutIpvs() {
    for (int sequence = 1; sequence <= 4; sequence++) {
      hasNone(sequence);
    }
    assertThat(ipvs.isPresent()).isFalse();
    assertThat(ipvs.table()).isEmpty();
    assertThat(ipvs.timeouts()).isEmpty();
    assertThat(ipvs.daemons()).isEmpty();
    assertThat(kernel.sent).hasSize(4);
  }

  @Test
  void noticesIpvsThatIsLoadedLater() {
    hasNone(1);
    hasIpvs(2);
    assertThat(ipvs.isPresent()).isFalse();
    assertThat(ipvs.isPresent()).isTrue();
  }

  @Test
  void readsEachServiceWithItsRealServers() {
    hasIpvs(1);
    part(IPVS, 2, service(1));
    part(IPVS, 2, service(2)).flush().done(2);
    part(IPVS, 3, DEST).flush().done(3);
    kernel.done(4);
    Server server = new Server(SERVER, 0, 0, 0, Traffic.NONE);
    assertThat(ipvs.table())
        .containsExactly(
            new TableEntry(plain(WEB), Traffic.NONE, List.of(server)),
            new TableEntry(plain(MAIL), Traffic.NONE, List.of()));
  }

  @Test
  void readsTimeoutsAndDaemons() {
    hasIpvs(1);
    kernel.message(IPVS, 0, 2, PORT, TIMEOUTS).flush();
    hasIpvs(3);
    part(IPVS, 4, DAEMON).flush().done(4);
    assertThat(ipvs.timeouts()).contains(new Timeouts(900, 0, 0));
    assertThat(ipvs.daemons()).containsExactly(new SyncDaemon(SyncDaemon.State.MASTER, "", 0));
  }

  @Test
  void aRefusalNamesTheQuery() {
    hasIpvs(1);
    kernel.error(2, Errno.EPERM).flush();
    NetlinkException refusal = catchThrowableOfType(NetlinkException.class, ipvs::table);
    assertThat(refusal).hasMessage("list virtual services: EPERM (Operation not permitted)");
  }

  @Test
  void loadsTheModuleAndSendsAllEditsInOneDatagram() {
    loadsIpvs(1);
    kernel.error(3, Errno.EEXIST).error(4, 0).flush();
    List<IpvsEdit> edits =
        List.of(new AddService(plain(WEB)), new AddServer(WEB, SERVER), new DeleteService(MAIL));
    List<Refusal> refusals = ipvs.apply(edits);
    assertThat(refusals).hasSize(1);
    assertThat(refusals.get(0).index()).isEqualTo(1);
    assertThat(refusals.get(0).why())
        .hasMessage("add real server 192.0.2.21:0 to fwmark 1: EEXIST (File exists)");
    assertThat(kernel.sent).hasSize(2);
  }

  @Test
  void refusesAMaskWithHolesAndSendsTheRest() {
    loadsIpvs(1);
    kernel.error(3, 0).flush();
    VirtualService holes =
        new VirtualService(WEB, "rr", Set.of(), 1, VirtualService.MASK_WITH_HOLES, "");
    List<Refusal> refusals =
        ipvs.apply(List.of(new AddService(holes), new AddService(plain(MAIL))));
    assertThat(refusals).extracting(Refusal::index).containsExactly(0);
    assertThat(refusals.get(0).why())
        .hasMessage("add virtual service fwmark 1: EINVAL (Invalid argument): the mask has holes");
  }

  @Test
  void namesAMissingScheduler() {
    loadsIpvs(1);
    kernel.error(2, Errno.ENOENT).flush();
    VirtualService odd = new VirtualService(WEB, "odd", Set.of(), 1, 32, "sip");
    assertThat(ipvs.apply(List.of(new AddService(odd))).get(0).why())
        .hasMessage(
            "add virtual service fwmark 1: ENOENT (No such file or directory): the kernel has no"
                + " scheduler odd (module ip_vs_odd) or engine sip (module ip_vs_pe_sip)");
  }

  private void asksFor(String scheduler) {
    ipvs.requireModules(new VirtualService(WEB, scheduler, Set.of(), 0, 32, ""));
  }

  @Test
  void asksForASchedulerByARequestThatIsRefusedInAnyCase() {
    hasIpvs(1);
    loadsIpvs(2);
    kernel.error(3, Errno.EINVAL).flush();
    asksFor("rr");
    hasIpvs(4);
    loadsIpvs(5);
    kernel.error(6, Errno.ENOENT).flush();
    assertThat(catchThrowableOfType(NetlinkException.class, () -> asksFor("odd")))
        .hasMessageContaining("add virtual service fwmark 1: ENOENT")
        .hasMessageEndingWith("the kernel has no scheduler odd (module ip_vs_odd)");
  }

  @Test
  void asksForNoSchedulerWithoutTheModule() {
    hasNone(1);
    asksFor("odd");
  }

  @Test
  void refusesEveryEditWithoutTheModule() {
    kernel.error(1, Errno.ENOENT).flush();
    List<Refusal> refusals =
        ipvs.apply(List.of(new AddService(plain(WEB)), new DeleteService(MAIL)));
    assertThat(refusals).extracting(Refusal::index).containsExactly(0, 1);
    assertThat(refusals.get(1).why())
        .hasMessage(
            "delete virtual service fwmark 2: ENOENT (No such file or directory):"
                + " the kernel has no IPVS and cannot load module ip_vs");
  }

  @Test
  void sendsNothingIfTheFamilyCannotBeLookedUp() {
    kernel.error(1, Errno.EPERM).flush();
    NetlinkException refusal =
        catchThrowableOfType(
            NetlinkException.class, () -> ipvs.apply(List.of(new DeleteService(MAIL))));
    assertThat(refusal.operation()).isEqualTo("look up generic netlink family IPVS");
    assertThat(kernel.sent).hasSize(1);
  }

  @Test
  void sendsNothingWithoutEdits() {
    assertThat(ipvs.apply(List.of())).isEmpty();
    assertThat(kernel.sent).isEmpty();
  }

  @Test
  void tracesEveryMessageAsIpvsadmPrintsIt() {
    List<String> lines = new ArrayList<>();
    hasIpvs(1);
    part(IPVS, 2, service(1)).flush().done(2);
    kernel.done(3);
    new KernelIpvs(() -> kernel.conversation(new IpvsCmd(), lines::add)).table();
    assertThat(lines)
        .contains(
            "> GENL_ID_CTRL seq 1 flags 0x301 len 20: look up generic netlink family IPVS",
            "> IPVS seq 2 flags 0x301 len 20: list virtual services",
            "> IPVS seq 3 flags 0x301 len 40: list real servers of fwmark 1")
        .anySatisfy(line -> assertThat(line).startsWith("< IPVS seq 2").contains("-f 1 -s"));
  }

  @Test
  void closesItsConversationIfOneIsOpen() {
    ipvs.close();
    assertThat(kernel.isClosed()).isFalse();
    hasNone(1);
    ipvs.isPresent();
    ipvs.close();
    assertThat(kernel.isClosed()).isTrue();
  }
}
