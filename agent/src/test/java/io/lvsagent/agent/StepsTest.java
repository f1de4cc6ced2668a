package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Between any two steps of a start or stop, no neighbour hears a VIP that is local. After a refused
 * step, the host is as it was before.
 */
@Tag("kernel")
class StepsTest {
  private static final List<String> VIPS = List.of("192.0.2.10", "203.0.113.7");
  private static final String BOTH = " --vip 192.0.2.10 --vip 203.0.113.7";

  /** More steps than any run in these tests has. */
  private static final int MOST = 60;

  @RegisterExtension final Lab lab = new Lab();

  private final List<String> audible = new ArrayList<>();

  private boolean isQuiet() {
    int ignore = Math.max(number("all", "arp_ignore"), number("eth0", "arp_ignore"));
    int announce = Math.max(number("all", "arp_announce"), number("eth0", "arp_announce"));
    return (ignore == 1 || ignore == 2) && announce == 2;
  }

  private int number(String device, String parameter) {
    return Integer.parseInt(lab.host().conf(device, parameter));
  }

  /** Asked without a process, because it is asked before every step. */
  private boolean isLocal(String vip) {
    return lab.host()
        .call(
            () -> {
              try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(vip, 0))) {
                return socket.isBound();
              } catch (BindException notLocal) {
                return false;
              }
            });
  }

  private void look(String step) {
    if (!isQuiet()) {
      VIPS.stream().filter(this::isLocal).forEach(vip -> audible.add(vip + " before: " + step));
    }
  }

  /** Runs with the n-th step refused, or none for 0, and checks the host before each step. */
  private Run watched(String words, int refused) {
    AtomicInteger steps = new AtomicInteger();
    Run run =
        lab.first()
            .traced(
                words,
                line -> {
                  if (Run.isWrite(line)) {
                    look(line);
                    if (steps.incrementAndGet() == refused) {
                      throw new NetlinkException(line, Errno.EPERM, "");
                    }
                  }
                });
    look("the end of " + words);
    return run;
  }

  /** Refuses each step in turn, which must leave the host as it was, and then none. */
  private void refusesEachStepOf(String words) {
    Snapshot before = Snapshot.of(lab.host());
    int n = 1;
    for (Run run = watched(words, n); run.exit() != 0; run = watched(words, ++n)) {
      assertThat(run.exit()).as(run.err()).isIn(1, 77);
      assertThat(n).as(run.err()).isLessThan(MOST);
      assertThat(before.differencesTo(Snapshot.of(lab.host()))).as("step " + n).isEmpty();
    }
    assertThat(n).isGreaterThan(3);
    assertThat(audible).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dr", "dr-many", "dr-uplink --uplink eth0"})
  void aRealServerIsQuietBetweenAnyTwoStepsForthAndBack(String profile) {
    Snapshot before = Snapshot.of(lab.host());
    refusesEachStepOf("start --profile " + profile + BOTH);
    assertThat(VIPS).allMatch(this::isLocal);
    refusesEachStepOf("restart --profile " + profile + BOTH);
    refusesEachStepOf("stop --profile " + profile + BOTH);
    assertThat(before.differencesTo(Snapshot.of(lab.host()))).isEmpty();
  }

  @Test
  void aRealServerThatChangesItsVipAndItsProfileIsQuietMeanwhile() {
    Snapshot before = Snapshot.of(lab.host());
    String service = "services: {%s: {profile: %s, uplinks: [eth0], vips: [%s]}}\n";
    String config =
        " --config " + lab.first().config(service.formatted("a", "dr-uplink", VIPS.get(0)));
    refusesEachStepOf("start" + config);
    lab.first().config(service.formatted("b", "dr", VIPS.get(1)));
    refusesEachStepOf("start" + config);
    assertThat(isLocal(VIPS.get(0))).isFalse();
    refusesEachStepOf("stop" + config);
    assertThat(before.differencesTo(Snapshot.of(lab.host()))).isEmpty();
  }

  @Test
  void aDeviceThatWasMadeGoesWhereAnyStepIsRefused() {
    Snapshot before = Snapshot.of(lab.host());
    String config =
        """
        profiles:
          own: {extends: dr, vip: {device: vip0}, links: {lo: null, vip0: {kind: bridge, up: true}}}
        services: {web: {profile: own, vips: [192.0.2.10], uplinks: [eth0]}}
        """;
    String words = " --config " + lab.first().config(config);
    refusesEachStepOf("start" + words);
    lab.host().awaitUp("vip0");
    refusesEachStepOf("stop" + words);
    assertThat(before.differencesTo(Snapshot.of(lab.host()))).isEmpty();
  }

  private void secondDevice() {
    lab.host()
        .ip(
            "link add eth1 type veth peer name eth1 netns " + lab.peer().name(),
            "link set eth1 up");
    lab.peer().ip("link set eth1 up");
    lab.host().awaitUp("eth1");
  }

  @Test
  void aDirectorPutsBackWhatItKnewOfItsRealServers() {
    secondDevice();
    lab.host()
        .ip(
            "neigh add 192.0.2.22 dev eth1 lladdr 02:00:00:00:00:99 nud permanent",
            "neigh add 192.0.2.24 dev eth1 lladdr 02:00:00:00:00:99 nud permanent");
    Snapshot before = Snapshot.of(lab.host());
    String config =
        " "
            + lab.first()
                .director(
                    "director-dr",
                    "198.51.100.7",
                    ", neighbours: {192.0.2.21: 02:00:00:00:00:21,"
                        + " 192.0.2.22: 02:00:00:00:00:22}, routes: [192.168.1.1]");
    refusesEachStepOf("start" + config);
    refusesEachStepOf("stop" + config);
    assertThat(before.differencesTo(Snapshot.of(lab.host()))).isEmpty();
  }

  /** A second round would restore the route, too, but only after the host has been read again. */
  @Test
  void aRouteThatGoesAlongIsBackBeforeAnythingIsReadAgain() {
    secondDevice();
    lab.host().ip("route add 10.20.0.0/16 dev eth1 metric 7");
    String words = " --profile director-dr --device eth1 --vip 198.51.100.7";
    assertThat(lab.agent("start" + words).exit()).isZero();
    List<String> said = watched("stop" + words, 0).err().lines().toList();
    int gone = first("> RTM_DELADDR", said);
    int back = first("> RTM_NEWROUTE", said);
    assertThat(said.get(back)).contains("10.20.0.0/16");
    assertThat(said.subList(gone, back)).noneMatch(line -> line.startsWith("> RTM_GETADDR"));
  }

  private static int first(String beginning, List<String> lines) {
    return IntStream.range(0, lines.size())
        .filter(i -> lines.get(i).startsWith(beginning))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"director-dr", "director-nat"})
  void aDirectorPutsBackWhatTheKernelTookAlong(String profile) {
    secondDevice();
    lab.host().ip("route add 10.20.0.0/16 dev eth1 metric 7");
    lab.host().conf("all", "accept_redirects", 0);
    lab.host().conf("eth1", "forwarding", 1);
    Snapshot before = Snapshot.of(lab.host());
    String words = " " + lab.first().director(profile, "198.51.100.7", "");
    refusesEachStepOf("start" + words);
    refusesEachStepOf("stop" + words);
    assertThat(before.differencesTo(Snapshot.of(lab.host()))).isEmpty();
  }
}
