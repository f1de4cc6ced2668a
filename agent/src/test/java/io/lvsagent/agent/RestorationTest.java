package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Node;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Seeds;
import io.lvsagent.agent.lab.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** After a stop, the whole host is as it was before the start, whatever its state was. */
@Tag("kernel")
class RestorationTest {
  private static final String VIP = "192.0.2.10";
  private static final String DR = "--profile dr --vip " + VIP;
  private static final String DIRECTOR = "--profile director-dr --device eth0 --vip " + VIP;

  private static final int SEEDS = 5;
  private static final List<String> SERVICES =
      List.of(
          DR,
          "--profile dr --vip 192.0.2.10 --vip 203.0.113.7 --vip 198.51.100.1-198.51.100.20",
          "--profile dr --vip 2001:db8::10",
          "--profile dr --vip 192.0.2.10 --vip 2001:db8::10 --vip 2001:db8::20-2001:db8::2f",
          "--profile dr --vip 192.0.2.10 --uplink eth1",
          "--profile dr-many --vip 192.0.2.10 --vip 198.51.100.0/24 --vip 2001:db8:9::/64",
          "--profile dr-uplink --vip 192.0.2.10 --uplink eth0 --uplink eth2",
          DIRECTOR,
          "--profile director-dr --device eth0 --vip 192.0.2.10 --vip 2001:db8::10",
          "--profile director-dr --device eth0 --vip 2001:db8::10",
          "--profile director-dr --device eth1 --vip 10.1.0.20-10.1.0.60",
          "--profile director-dr --device eth2 --vip 203.0.113.7",
          "--profile director-nat --device eth0 --uplink eth1 --vip 192.0.2.10",
          "--profile director-nat --device eth2 --vip 192.0.2.10 --vip 2001:db8::10");

  private static final List<String> DEVICES =
      List.of("all", "default", "lo", "eth0", "eth1", "eth2");
  private static final Map<String, int[]> VALUES =
      Map.of(
          "arp_ignore", new int[] {0, 1, 2, 3, 8},
          "arp_announce", new int[] {0, 1, 2, 3},
          "rp_filter", new int[] {0, 1, 2},
          "send_redirects", new int[] {0, 1},
          "accept_redirects", new int[] {0, 1},
          "forwarding", new int[] {0, 1});

  @RegisterExtension final Lab lab = new Lab();

  /** eth1 has an address and a gateway, and eth2 never had either. */
  private void moreDevices() {
    String peer = lab.peer().name();
    lab.host()
        .ip(
            "link add eth1 type veth peer name eth1 netns " + peer,
            "link add eth2 type veth peer name eth2 netns " + peer,
            "link set eth1 up",
            "link set eth2 up",
            "addr add 10.1.0.2/24 dev eth1",
            "route add default via 192.0.2.1",
            "route add 10.9.0.0/16 via 10.1.0.1 metric 50");
    lab.peer().ip("link set eth1 up", "link set eth2 up");
    lab.host().awaitUp("eth1", "eth2");
  }

  private static void scramble(Node host, Random random) {
    for (String parameter : VALUES.keySet().stream().sorted().toList()) {
      int[] values = VALUES.get(parameter);
      for (String device : DEVICES) {
        if (random.nextInt(3) > 0) {
          host.conf(device, parameter, values[random.nextInt(values.length)]);
        }
      }
    }
  }

  private void assertStopLeavesWhatStartFound(String service) {
    Snapshot before = Snapshot.of(lab.host());
    assertThat(lab.agent("start " + service).exit()).isIn(0, 2);
    assertThat(before.differencesTo(Snapshot.of(lab.host()))).isNotEmpty();
    Run stop = lab.agent("stop " + service);
    assertThat(stop.exit()).as(stop.err()).isZero();
    assertThat(before.differencesTo(Snapshot.of(lab.host()))).isEmpty();
  }

  static Stream<Arguments> servicesOnHostsAsTheyComeAbout() {
    List<Arguments> all = new ArrayList<>();
    for (String service : SERVICES) {
      for (long seed : Seeds.of(LongStream.rangeClosed(1, SEEDS))) {
        all.add(Arguments.of(service, seed));
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0} on a host of seed {1}")
  @MethodSource
  void servicesOnHostsAsTheyComeAbout(String service, long seed) {
    moreDevices();
    Seeds.each(
        List.of(seed),
        s -> {
          scramble(lab.host(), new Random(s));
          assertStopLeavesWhatStartFound(service);
        });
  }

  /** The VIP is the only address of eth2, so the kernel removes neighbours and routes with it. */
  @ParameterizedTest
  @CsvSource({"eth0, 1", "eth0, 2", "eth1, 3", "eth1, 4", "eth2, 5", "eth2, 6"})
  void aDirectorThatKnowsItsRealServers(String device, int seed) {
    moreDevices();
    scramble(lab.host(), new Random(seed));
    lab.host()
        .ip(
            "neigh add 192.0.2.21 dev " + device + " lladdr 02:00:00:00:00:99 nud stale",
            "neigh add 192.0.2.22 dev " + device + " lladdr 02:00:00:00:00:99 router protocol 4",
            "neigh add 192.0.2.23 dev " + device + " lladdr 02:00:00:00:00:23 nud permanent",
            "neigh add 192.0.2.24 dev " + device + " lladdr 02:00:00:00:00:99 nud permanent",
            "neigh add 2001:db8::24 dev " + device + " lladdr 02:00:00:00:00:99 nud permanent",
            "route add 192.168.1.2 dev " + device + " proto static");
    String config =
        "services:\n  lb:\n    {profile: director-dr, device: "
            + device
            + ", vips: [192.0.2.10],\n     neighbours: {192.0.2.21: 02:00:00:00:00:21,"
            + " 192.0.2.22: 02:00:00:00:00:22, 192.0.2.23: 02:00:00:00:00:23,"
            + " '2001:db8::21': 02:00:00:00:00:21},\n"
            + "     routes: [192.168.1.1, 192.168.1.2, '2001:db8:1::1']}\n";
    assertStopLeavesWhatStartFound("--config " + lab.first().config(config));
  }

  /**
   * A cable replaces the tunnel, for which rp_filter of all is lowered and that of others raised.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void aTunnelOnHostsAsTheyComeAbout(int seed) {
    moreDevices();
    lab.host()
        .ip(
            "link add tunl0 type veth peer name tunl0 netns " + lab.peer().name(),
            "link set tunl0 up",
            "link set tunl0 down");
    scramble(lab.host(), new Random(seed));
    lab.host().conf("tunl0", "rp_filter", seed % 3);
    String config =
        "services: {web: {profile: cable, vips: ["
            + VIP
            + "]}}\n"
            + "profiles: {cable: {extends: tun, links: {tunl0: {kind: veth}}}}\n";
    assertStopLeavesWhatStartFound("--config " + lab.first().config(config));
  }

  @ParameterizedTest
  @ValueSource(strings = {DR, "--profile dr-many --vip 192.0.2.10 --vip 2001:db8::10"})
  void aLoopbackThatWasDown(String service) {
    lab.host().ip("link set lo down", "addr flush dev lo");
    assertStopLeavesWhatStartFound(service);
  }

  @Test
  void aVipThatWasThereBeforeAndIsKeptQuietUntilItGoes() {
    Snapshot without = Snapshot.of(lab.host());
    lab.host()
        .ip(
            "addr add 192.0.2.10/32 dev lo label lo:7",
            "addr add 2001:db8::10/128 dev lo preferred_lft 0");
    lab.host().awaitLocal("2001:db8::10");
    Snapshot before = Snapshot.of(lab.host());
    String service = DR + " --vip 192.0.2.11 --vip 2001:db8::10";
    assertThat(lab.agent("start " + service).exit()).isZero();
    Run stop = lab.agent("stop " + service);
    assertThat(stop.exit()).isZero();
    assertThat(stop.out() + stop.err()).contains(VIP).contains("all/arp_ignore");
    assertThat(before.of("ip").differencesTo(Snapshot.of(lab.host()).of("ip"))).isEmpty();
    assertThat(lab.host().conf("all", "arp_ignore")).isEqualTo("1");
    lab.host().ip("addr del 192.0.2.10/32 dev lo", "addr del 2001:db8::10/128 dev lo");
    assertThat(lab.agent("stop " + service).exit()).isZero();
    assertThat(without.differencesTo(Snapshot.of(lab.host()))).isEmpty();
  }

  /** The host would answer for a VIP that it no longer serves: no option makes it do so. */
  @Test
  void aVipThatWasThereBeforeIsKeptQuietByForceToo() {
    lab.host().ip("addr add 192.0.2.10/32 dev lo label lo:7");
    Snapshot before = Snapshot.of(lab.host());
    assertThat(lab.agent("start " + DR).exit()).isZero();
    Run stop = lab.agent("stop --force " + DR);
    assertThat(stop.exit()).isZero();
    assertThat(stop.out()).contains("dr  leftovers");
    assertThat(stop.err()).contains("stop --remove-vips removes VIPs", "all/arp_ignore stays");
    assertThat(lab.host().conf("all", "arp_ignore")).isEqualTo("1");
    assertThat(lab.agent("stop --remove-vips " + DR).exit()).isZero();
    lab.host().ip("addr add 192.0.2.10/32 dev lo label lo:7");
    assertThat(before.differencesTo(Snapshot.of(lab.host()))).isEmpty();
  }

  @Test
  void aDirectorWhoseAdminRefusesRedirects() {
    lab.host().conf("all", "accept_redirects", 0);
    assertStopLeavesWhatStartFound(DIRECTOR);
    assertThat(lab.host().conf("all", "accept_redirects")).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aDirectorWhoseOtherDevicesForwardByHand(int forwardingOfAll) {
    moreDevices();
    lab.host().sysctl("net/ipv4/ip_forward", forwardingOfAll);
    lab.host().conf("eth1", "forwarding", 1 - forwardingOfAll);
    lab.host().conf("lo", "forwarding", 1 - forwardingOfAll);
    assertStopLeavesWhatStartFound(DIRECTOR);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aDirectorThatForwardedAlready(int acceptRedirects) {
    lab.host().sysctl("net/ipv4/ip_forward", 1);
    lab.host().conf("all", "accept_redirects", acceptRedirects);
    assertStopLeavesWhatStartFound(DIRECTOR);
  }

  @Test
  void routesOfOthersOnADeviceThatLosesItsLastAddress() {
    moreDevices();
    lab.host()
        .ip(
            "route add 10.20.0.0/16 dev eth2 proto static metric 7",
            "route add 10.21.0.0/16 dev eth2 scope link table 100",
            "route add 10.23.0.0/16 via 10.9.9.9 dev eth2 onlink",
            "route add 10.24.0.0/16 via inet6 fe80::1 dev eth2",
            "route add 10.25.0.0/16 dev eth2 mtu lock 1400 advmss 1300",
            "route add multicast 239.0.0.0/8 dev eth2",
            "route add blackhole 10.22.0.0/16");
    assertStopLeavesWhatStartFound("--profile director-dr --device eth2 --vip 203.0.113.7");
  }

  /** The kernel keeps the route, and its next hop by that device is dead until an address comes. */
  @Test
  void aRouteWithNextHopsIsNoReasonNotToStop() {
    moreDevices();
    lab.host()
        .ip(
            "route add 10.20.0.0/16 nexthop dev eth2 nexthop dev eth1",
            "route add 10.21.0.0/16 nexthop dev eth1 nexthop dev eth2",
            "nexthop add id 5 dev eth2",
            "route add 10.22.0.0/16 nhid 5");
    String service = "--profile director-dr --device eth2 --vip 203.0.113.7";
    Snapshot before = Snapshot.of(lab.host());
    assertThat(lab.agent("start " + service).exit()).isZero();
    assertThat(lab.agent("stop " + service).exit()).isZero();
    assertThat(before.differencesTo(Snapshot.of(lab.host())))
        .allMatch(difference -> difference.contains("\"flags\":[\"dead\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dr", "dr-many"})
  void threeHundredVipsOfWhichOneWasTakenOut(String profile) {
    Snapshot before = Snapshot.of(lab.host());
    String service = "services: {web: {profile: " + profile + ", vips: [%s]}}\n";
    String config = "--config " + lab.first().config(service.formatted("10.7.0.1-10.7.1.44"));
    assertThat(lab.agent(config + " start").exit()).isZero();
    Snapshot all = Snapshot.of(lab.host());
    lab.first().config(service.formatted("10.7.0.1-10.7.0.99, 10.7.0.101-10.7.1.44"));
    assertThat(lab.agent(config + " start").exit()).isZero();
    Snapshot fewer = Snapshot.of(lab.host());
    assertThat(all.differencesTo(fewer)).isNotEmpty();
    assertThat(lab.host().sh("ip route get 10.7.0.99")).startsWith("local");
    assertThat(lab.host().run("ip route get 10.7.0.100").out()).doesNotStartWith("local");
    assertThat(lab.agent(config + " stop").exit()).isZero();
    assertThat(before.differencesTo(Snapshot.of(lab.host()))).isEmpty();
  }

  @Test
  void whatSomebodyElseChangedMeanwhileIsLeftAndReported() {
    Snapshot before = Snapshot.of(lab.host());
    assertThat(lab.agent("start " + DR).exit()).isZero();
    lab.host().conf("all", "arp_announce", 1);
    lab.host().ip("addr add 192.0.2.77/32 dev eth0");
    Run stop = lab.agent("stop " + DR);
    assertThat(stop.exit()).isZero();
    assertThat(stop.out() + stop.err()).contains("net/ipv4/conf/all/arp_announce").contains("1");
    assertThat(lab.host().conf("all", "arp_announce")).isEqualTo("1");
    assertThat(lab.host().sh("ip addr show eth0")).contains("192.0.2.77");
    lab.host().ip("addr del 192.0.2.77/32 dev eth0");
    lab.host().conf("all", "arp_announce", 0);
    assertThat(before.differencesTo(Snapshot.of(lab.host()))).isEmpty();
  }

  @Test
  void aRealServerBehindATranslatorIsOnlyLookedAt() {
    moreDevices();
    String service = "--profile nat --director 192.0.2.1 --vip " + VIP;
    Snapshot before = Snapshot.of(lab.host());
    assertThat(lab.agent("start " + service).exit()).isZero();
    lab.host().ip("route del default");
    assertThat(lab.agent("verify " + service).exit()).isEqualTo(2);
    lab.host().ip("route add default via 192.0.2.1");
    assertThat(lab.agent("stop " + service).exit()).isZero();
    assertThat(before.differencesTo(Snapshot.of(lab.host()))).isEmpty();
  }

  /** Without an ipip module nothing is changed; with one, the device of the module stays. */
  @ParameterizedTest
  @ValueSource(strings = {"tun", "director-tun --device eth0"})
  void aTunnelsDeviceAlone(String profile) {
    String service = "--profile " + profile + " --vip " + VIP;
    Snapshot before = Snapshot.of(lab.host());
    int start = lab.agent("start " + service).exit();
    assertThat(start).isIn(0, 69);
    assertThat(lab.agent("stop " + service).exit()).isZero();
    assertThat(before.differencesTo(Snapshot.of(lab.host())))
        .allMatch(difference -> start == 0 && difference.contains("tunl0"));
  }
}
