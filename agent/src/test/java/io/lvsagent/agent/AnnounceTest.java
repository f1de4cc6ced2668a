package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Bench;
import io.lvsagent.agent.lab.Json;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Neighbourhood;
import io.lvsagent.agent.lab.Neighbourhood.Heard;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.wire.Frame;
import io.lvsagent.iface.wire.Mac;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Probes for the VIPs of directors, and announcements of them. */
@Tag("kernel")
class AnnounceTest {
  private static final Mac MAC = new Mac(0x0200_0000_0002L);
  private static final String OLD_MAC = "02:00:00:00:00:99";
  private static final String VIP = "192.0.2.10";
  private static final String VIP6 = "2001:db8::10";
  private static final String LB = "--profile director-nat --device eth0 --vip ";

  @RegisterExtension final Lab lab = new Lab();

  private Neighbourhood around;

  @BeforeEach
  void listen() {
    around = lab.keep(new Neighbourhood(lab.first()));
  }

  /** A NAT director routes the family of its VIPs, and announces itself as a router. */
  private static List<Frame.Sendable> announcements(String vip) {
    Ip ip = Ip.parse(vip);
    return Frame.announcements(MAC, ip, ip.isV6());
  }

  private String peersEntry(String vip) {
    return lab.peer().sh("ip neigh show " + vip + " dev eth0");
  }

  private Run start(String vip) {
    return lab.agent("start " + LB + vip);
  }

  @ParameterizedTest
  @ValueSource(strings = {VIP, VIP6})
  void aPeersStaleEntryIsReplaced(String vip) {
    lab.peer().ip("neigh replace " + vip + " lladdr " + OLD_MAC + " dev eth0 nud reachable");
    assertThat(start(vip).exit()).isZero();
    assertThat(peersEntry(vip)).contains(Bench.MAC).doesNotContain(OLD_MAC);
  }

  @ParameterizedTest
  @ValueSource(strings = {VIP, VIP6})
  void isProbedThreeTimesAndAnnouncedThreeTimes(String vip) {
    Heard heard = around.during(() -> start(vip));
    assertThat(heard.run().exit()).isZero();
    for (Frame frame : announcements(vip)) {
      assertThat(heard.times(frame)).as("%s", frame).hasSize(3);
    }
    if (!vip.equals(VIP6)) {
      Frame probe = Frame.probe(MAC, Ip.parse(vip));
      assertThat(heard.times(probe)).hasSize(3);
      assertThat(heard.times(announcements(vip).get(0)).get(0)).isGreaterThan(250);
    }
  }

  @Test
  void theTraceShowsProbesAnswersAndAnnouncements() {
    lab.peer().ip("addr add 192.0.2.20/32 dev eth0");
    String frame = "> ETH_P_ARP dev eth0 len 42: ARP request for 192.0.2.20 from " + Bench.MAC;
    assertThat(frames("192.0.2.20"))
        .startsWith(frame)
        .contains(
            "< ETH_P_ARP dev eth0 len 42: ARP reply for 0.0.0.0 from "
                + Bench.PEER_MAC
                + ", who has 192.0.2.20");
    List<String> told = frames(VIP);
    frame = frame.replace("192.0.2.20", VIP);
    assertThat(told).filteredOn(frame::equals).hasSize(3);
    assertThat(told).filteredOn((frame + ", who has " + VIP)::equals).hasSize(3);
  }

  private List<String> frames(String vip) {
    Run run = lab.first().traced("start " + LB + vip, line -> {});
    return run.err().lines().filter(line -> line.contains(" ETH_P_")).toList();
  }

  @Test
  void countAndIntervalAreTheConfigs() {
    String yaml =
        "services: {lb: {profile: director-nat, device: eth0, vips: [192.0.2.10-192.0.2.12],"
            + " announce: {count: 4, interval-ms: 300}, probe: false}}";
    Heard heard = around.during(() -> lab.agent("start -c " + lab.first().config(yaml)));
    assertThat(heard.run().err()).contains("announced 192.0.2.10 and 2 more on eth0");
    for (String vip : List.of(VIP, "192.0.2.11", "192.0.2.12")) {
      assertThat(heard.times(Frame.probe(MAC, Ip.parse(vip)))).isEmpty();
      List<Long> times = heard.times(announcements(vip).get(0));
      assertThat(times).hasSize(4);
      for (int i = 1; i < 4; i++) {
        assertThat(times.get(i)).isBetween(300L * i, 300L * i + 60_000);
      }
    }
  }

  /** The device counts the frames, because a listener might miss some. */
  @Test
  void aThousandVipsAreOnePassForEachCount() {
    long before = framesAtThePeer();
    long begin = System.nanoTime();
    assertThat(start("192.0.3.1-192.0.6.232").exit()).isZero();
    assertThat(System.nanoTime() - begin).isLessThan(120_000_000_000L);
    long probes = 3 * 1000;
    long announcements = 3 * 2 * 1000;
    assertThat(framesAtThePeer() - before)
        .isBetween(probes + announcements, probes + announcements + 50);
  }

  private long framesAtThePeer() {
    String counters = lab.peer().sh("grep eth0: /proc/thread-self/net/dev");
    return Long.parseLong(counters.trim().split("\\s+")[2]);
  }

  @Test
  void aRunWithoutNewVipsAnnouncesNothingAndARealServerNeverDoes() {
    assertThat(start(VIP).exit()).isZero();
    lab.peer().ip("addr add " + VIP + "/32 dev eth0");
    Heard again = around.during(() -> start(VIP));
    assertThat(again.run().exit()).as(again.run().err()).isZero();
    assertThat(again.all()).isEmpty();
    Heard stop = around.during(() -> lab.agent("stop --all"));
    assertThat(stop.all()).isEmpty();
    Heard real =
        around.during(() -> lab.agent("start --profile dr --vip " + VIP + " --vip " + VIP6));
    assertThat(real.run().exit()).isZero();
    assertThat(real.all()).isEmpty();
  }

  @Test
  void anExternalVipIsNeitherProbedNorAnnounced() {
    String yaml =
        "services: {lb: {profile: director-nat, device: eth0, vips: [192.0.2.10],"
            + " addresses: external}}";
    String config = "-c " + lab.first().config(yaml);
    Heard heard = around.during(() -> lab.agent(config + " start lb"));
    assertThat(heard.run().exit()).isZero();
    assertThat(heard.all()).isEmpty();
    lab.host().ip("addr add " + VIP + "/32 dev eth0");
    assertThat(lab.agent(config + " verify").exit()).isZero();
    Heard stop = around.during(() -> lab.agent(config + " stop lb"));
    assertThat(stop.run().exit()).isZero();
    assertThat(lab.host().sh("ip addr show eth0")).contains(VIP + "/32");
  }

  @Test
  void countZeroAnnouncesNothing() {
    lab.peer().ip("neigh replace " + VIP + " lladdr " + OLD_MAC + " dev eth0 nud reachable");
    String yaml =
        "services: {lb: {profile: director-nat, device: eth0, vips: [192.0.2.10],"
            + " announce: {count: 0}, probe: false}}";
    Heard heard = around.during(() -> lab.agent("start -c " + lab.first().config(yaml)));
    assertThat(heard.run().exit()).isZero();
    assertThat(heard.all()).isEmpty();
    assertThat(peersEntry(VIP)).contains(OLD_MAC);
  }

  @ParameterizedTest
  @ValueSource(strings = {VIP, VIP6})
  void aVipOfAnotherHostIsLeftToItAndNothingIsChanged(String vip) {
    lab.peer().ip("addr add " + vip + (vip.equals(VIP6) ? "/128 nodad" : "/32") + " dev eth0");
    lab.peer().awaitUp("eth0");
    Snapshot before = Snapshot.of(lab.host());
    Run run = lab.agent("-o json start " + LB + vip + " --vip 192.0.2.99");
    assertThat(run.exit()).as(run.out()).isEqualTo(78);
    String prefix = vip.equals(VIP6) ? "/128" : "/32";
    assertThat(Json.of(run.out()).object("error").text("message"))
        .isEqualTo(
            "add address "
                + vip
                + prefix
                + " dev eth0: "
                + Bench.PEER_MAC
                + " has it: remove it there, or take it over with --takeover");
    assertThat(before.differencesTo(Snapshot.of(lab.host()))).isEmpty();
    assertThat(lab.agent("start --takeover " + LB + vip).exit()).isZero();
    assertThat(lab.host().sh("ip addr show eth0")).contains(vip + prefix);
  }

  @Test
  void aRestartProbesOnlyForVipsThatAreNotHere() {
    assertThat(start(VIP).exit()).isZero();
    lab.peer().ip("addr add " + VIP + "/32 dev eth0");
    Run run = lab.agent("restart " + LB + VIP);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("announced " + VIP + " on eth0");
    lab.peer().ip("addr add 192.0.2.11/32 dev eth0");
    Snapshot before = Snapshot.of(lab.host());
    Run more = lab.agent("restart " + LB + "192.0.2.10-192.0.2.11");
    assertThat(more.exit()).isEqualTo(78);
    assertThat(more.err()).contains("192.0.2.11/32").hasLineCount(1);
    assertThat(before.differencesTo(Snapshot.of(lab.host()))).isEmpty();
  }

  private Run startWhileThePeerSays(Frame.Sendable frame) {
    Thread peer =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                around.tell(frame);
                LockSupport.parkNanos(10_000_000);
              }
            });
    peer.start();
    try {
      return start(VIP);
    } finally {
      peer.interrupt();
    }
  }

  /** Probes, such as those of arping -D or duplicate address detection, are no claims. */
  @Test
  void aProbeOfAnotherHostIsNoClaim() {
    Mac other = new Mac(0x0200_0000_0099L);
    Run asked = startWhileThePeerSays(Frame.probe(other, Ip.parse(VIP)));
    assertThat(asked.exit()).as(asked.err()).isZero();
    lab.agent("stop --all");
    for (Frame.Sendable claim : Frame.announcements(other, Ip.parse(VIP), false)) {
      Run claimed = startWhileThePeerSays(claim);
      assertThat(claimed.exit()).isEqualTo(78);
      assertThat(claimed.err()).contains(OLD_MAC + " has it");
    }
  }

  @Test
  void aDeviceWithoutNeighboursIsNotProbed() {
    lab.peer().ip("addr add " + VIP + "/32 dev eth0");
    lab.host().ip("link set eth0 arp off");
    Heard heard = around.during(() -> start(VIP));
    assertThat(heard.run().exit()).isZero();
    assertThat(heard.run().err())
        .contains("192.0.2.10 not announced, because eth0 does no ARP")
        .hasLineCount(1);
    assertThat(heard.all()).isEmpty();
    lab.agent("stop --all");
    lab.host().ip("link set eth0 arp on", "link set eth0 down");
    Run down = start(VIP);
    assertThat(down.exit()).isEqualTo(69);
    assertThat(down.err()).contains("device eth0 is down").hasLineCount(1);
  }

  @Test
  void aVipOnLoIsAnnouncedOnTheUplinks() {
    String yaml = "services: {lb: {profile: director-dr, device: lo, vips: [%s]%s}}";
    Heard nowhere =
        around.during(() -> lab.agent("start -c " + lab.first().config(yaml.formatted(VIP, ""))));
    assertThat(nowhere.run().exit()).as(nowhere.run().err()).isZero();
    assertThat(nowhere.run().err())
        .contains("192.0.2.10 not announced, because lo does no ARP: name the devices")
        .hasLineCount(1);
    assertThat(nowhere.all()).isEmpty();
    lab.agent("stop --all");
    lab.peer().ip("neigh replace " + VIP + " lladdr " + OLD_MAC + " dev eth0 nud reachable");
    String named = " -c " + lab.first().config(yaml.formatted(VIP, ", uplinks: [eth0]"));
    Heard heard = around.during(() -> lab.agent("start" + named));
    assertThat(heard.run().err()).isEqualTo("lvs-agent: announced 192.0.2.10 on eth0\n");
    assertThat(heard.times(announcements(VIP).get(0))).hasSize(3);
    assertThat(heard.times(Frame.probe(MAC, Ip.parse(VIP)))).hasSize(3);
    assertThat(peersEntry(VIP)).contains(Bench.MAC);
    assertThat(lab.agent("verify" + named).exit()).isZero();
    assertThat(lab.agent("announce" + named).out()).isEqualTo("announced 192.0.2.10 on eth0\n");
  }

  @Test
  void withoutThePrivilegeItStartsAndReportsWhatWasNotDone() {
    lab.peer().ip("addr add " + VIP + "/32 dev eth0");
    Run run =
        lab.first()
            .shell(
                "exec setpriv --inh-caps -net_raw --bounding-set -net_raw \"$@\"",
                "-o json start " + LB + VIP);
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    Json report = Json.of(run.out());
    assertThat(report.texts("notes", "code")).containsExactly("not-probed", "not-announced");
    assertThat(report.texts("notes", "text"))
        .allMatch(text -> text.endsWith("open a packet socket: EPERM (Operation not permitted)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {VIP, VIP6})
  void byHandLocalVipsAreAnnouncedAndLearntEntriesDeleted(String vip) {
    lab.host().ip("neigh replace " + vip + " lladdr " + OLD_MAC + " dev eth0 nud stale");
    assertThat(start(vip).exit()).isZero();
    lab.peer().ip("neigh replace " + vip + " lladdr " + OLD_MAC + " dev eth0 nud reachable");
    Heard heard = around.during(() -> lab.agent("announce " + LB + vip));
    assertThat(heard.run().exit()).as(heard.run().err()).isZero();
    assertThat(heard.run().out())
        .isEqualTo("announced " + vip + " on eth0\ndelete neighbour " + vip + " dev eth0\n");
    assertThat(heard.times(announcements(vip).get(0))).hasSize(3);
    assertThat(heard.times(Frame.probe(MAC, Ip.parse(vip)))).isEmpty();
    assertThat(peersEntry(vip)).contains(Bench.MAC);
    assertThat(lab.host().sh("ip neigh show " + vip)).isEmpty();
    Json again = Json.of(lab.agent("-o json announce " + LB + vip).out());
    assertThat(again.is("changed")).isFalse();
    assertThat(again.text("text")).isEqualTo("announced " + vip + " on eth0\n");
  }

  @Test
  void byHandAPermanentEntryIsLeft() {
    lab.host().ip("neigh replace " + VIP + " lladdr " + OLD_MAC + " dev eth0 nud permanent");
    lab.host().ip("addr add " + VIP + "/24 dev eth0");
    assertThat(lab.agent("announce " + LB + VIP).out())
        .isEqualTo("announced " + VIP + " on eth0\n");
    assertThat(lab.host().sh("ip neigh show " + VIP)).contains(OLD_MAC, "PERMANENT");
  }

  /** A backup has nothing to announce, and announce may be called on both hosts. */
  @Test
  void byHandAnAbsentVipIsMissedUnlessItIsExternal() {
    Run ours = lab.agent("announce " + LB + VIP);
    assertThat(ours.exit()).isEqualTo(2);
    assertThat(ours.out()).isEmpty();
    assertThat(ours.err())
        .contains(VIP + " of service director-nat is on no device")
        .hasLineCount(1);
    String yaml =
        "services: {lb: {profile: director-nat, device: eth0, vips: [192.0.2.10],"
            + " addresses: external, announce: {count: 0}}, web: {profile: dr, vips: [192.0.2.20]}}";
    String config = "-c " + lab.first().config(yaml) + " announce";
    assertThat(lab.agent(config).exit()).isZero();
    lab.host().ip("addr add " + VIP + "/24 dev eth0");
    Heard heard = around.during(() -> lab.agent(config + " lb"));
    assertThat(heard.run().err()).isEmpty();
    assertThat(heard.all()).isEqualTo(announcements(VIP));
    assertThat(lab.agent("-q " + config).out()).isEmpty();
    assertThat(lab.agent(config + " web").exit()).isEqualTo(64);
  }

  @Test
  void byHandAMissingPrivilegeIsAnErrorAndADeviceThatIsDownIsReported() {
    lab.host().ip("addr add " + VIP + "/32 dev eth0");
    Run run =
        lab.first()
            .shell(
                "exec setpriv --inh-caps -net_raw --bounding-set -net_raw \"$@\"",
                "announce " + LB + VIP);
    assertThat(run.exit()).isEqualTo(77);
    assertThat(run.err())
        .isEqualTo("lvs-agent: open a packet socket: EPERM (Operation not permitted)\n");
    lab.host().ip("link set eth0 down");
    Run down = lab.agent("announce " + LB + VIP);
    assertThat(down.exit()).isEqualTo(2);
    assertThat(down.err()).contains(VIP + " not announced on eth0", "ENETDOWN").hasLineCount(1);
  }
}
