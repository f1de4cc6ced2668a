package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lvsagent.agent.lab.OnOneHost;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A director's neighbour entries for its real servers, and those that somebody changes. */
final class NeighboursTest extends OnOneHost {
  private static final String OURS = "02:00:00:00:00:21";
  private static final String ANOTHERS = "02:00:00:00:00:99";

  /** A director that brings its device up. */
  private static final String PROFILE_UP =
      "\nprofiles: {up: {extends: director-dr, links: {'{device}': {up: true}}}}";

  /** Returns the arguments that name a config with these services. */
  private String config(String... services) {
    return "-c " + lab.first().config("services:\n  " + String.join("\n  ", services) + "\n") + " ";
  }

  /** A director with an external VIP, and more keys of its service. */
  private static String director(String name, String device, String more) {
    return name
        + ": {profile: director-dr, addresses: external, vips: [192.0.2.10], device: "
        + device
        + ", "
        + more
        + "}";
  }

  private static String neighbour(String ip, String mac) {
    return "neighbours: {'" + ip + "': '" + mac + "'}";
  }

  private String permanent() {
    return host().sh("ip neigh show nud permanent");
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.21, neigh replace 192.0.2.21 dev eth0 lladdr 02:00:00:00:00:99 nud permanent",
    "192.0.2.21, neigh del 192.0.2.21 dev eth0",
    "192.0.2.21, neigh replace 192.0.2.21 dev eth0 lladdr 02:00:00:00:00:21 nud stale",
    "192.0.2.21, neigh flush dev eth0 nud permanent",
    "2001:db8::21, neigh flush dev eth0 nud permanent",
  })
  void aChangeIsNamedAndMended(String ip, String change) {
    String lb = config(director("lb", "eth0", neighbour(ip, OURS)));
    ok(lb + "start");
    assertThat(ok(lb + "-v verify").out()).contains("neighbour eth0 " + ip + " is lladdr " + OURS);
    assertThat(ok(lb + "start").out()).doesNotContain("ip neighbour");
    host().ip(change);
    Run verify = lab.agent(lb + "-o json verify");
    assertThat(verify.exit()).isEqualTo(2);
    assertThat(verify.items())
        .filteredOn(item -> !item.ok())
        .extracting(Run.Item::key, Run.Item::severity)
        .containsExactly(tuple("eth0 " + ip, "broken"));
    assertThat(lab.agent(lb + "status").exit()).isEqualTo(150);
    assertThat(ok(lb + "start").out())
        .startsWith("ip neighbour replace " + ip + " lladdr " + OURS + " dev eth0 nud permanent");
    ok(lb + "verify");
  }

  @Test
  void theEntryOfSomebodyElseIsReportedAndRestored() {
    host().ip("neigh add 192.0.2.21 dev eth0 lladdr " + ANOTHERS + " nud permanent");
    Snapshot before = Snapshot.of(host());
    String lb = config(director("lb", "eth0", neighbour("192.0.2.21", OURS)));
    assertThat(ok(lb + "start").out()).contains("nud permanent  # was " + ANOTHERS);
    ok(lb + "stop");
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void whatSomebodyElseChangedMeanwhileIsLeftAndReported() {
    String lb = config(director("lb", "eth0", neighbour("192.0.2.21", OURS)));
    ok(lb + "start");
    host().ip("neigh replace 192.0.2.21 dev eth0 lladdr " + ANOTHERS + " nud permanent");
    assertThat(ok(lb + "stop").err())
        .contains("neighbour eth0 192.0.2.21 is left at lladdr " + ANOTHERS + " permanent");
    assertThat(permanent()).contains(ANOTHERS);
  }

  @Test
  void whatIsThereAlreadyIsNotOursUnlessItIsAdopted() {
    host().ip("neigh add 192.0.2.21 dev eth0 lladdr " + OURS + " nud permanent");
    String lb = config(director("lb", "eth0", neighbour("192.0.2.21", OURS)));
    assertThat(ok(lb + "start").out()).doesNotContain("neighbour");
    ok(lb + "stop");
    assertThat(permanent()).contains(OURS);
    ok(lb + "adopt");
    ok(lb + "stop");
    assertThat(permanent()).isEmpty();
  }

  @Test
  void twoServicesShareANeighbour() {
    String one = director("one", "eth0", neighbour("192.0.2.21", OURS));
    String two = director("two", "eth0", neighbour("192.0.2.21", OURS));
    String both = config(one, two);
    ok(both + "start");
    ok(both + "stop one");
    assertThat(permanent()).contains(OURS);
    ok(both + "stop two");
    assertThat(permanent()).isEmpty();
    Run run =
        lab.agent(
            config(one, director("two", "eth0", neighbour("192.0.2.21", ANOTHERS))) + "start");
    assertThat(run.exit()).isEqualTo(78);
    assertThat(run.err())
        .contains("services one and two exclude each other on neighbour eth0 192.0.2.21: lladdr ");
  }

  /**
   * With its last address the kernel forgets a device's neighbours, the other service's as well.
   */
  @Test
  void aServiceThatTakesTheLastAddressLeavesTheOthersNeighbours() {
    host().ip("link add eth1 type veth peer name eth1 netns " + lab.peer().name());
    host().ip("link set eth1 up");
    lab.peer().ip("link set eth1 up");
    host().awaitUp("eth1");
    Snapshot before = Snapshot.of(host());
    String both =
        config(
            "one: {profile: director-dr, vips: [192.0.2.11], device: eth1}",
            director("two", "eth1", neighbour("192.0.2.21", OURS)));
    ok(both + "start");
    Run stop = ok(both + "stop one");
    assertThat(stop.out()).contains("ip neighbour replace 192.0.2.21 lladdr " + OURS);
    assertThat(permanent()).contains(OURS);
    ok(both + "verify two");
    ok(both + "stop two");
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void aDeviceThatWasDownForAMomentHasItsNeighboursAgain() {
    String lb = config(director("lb", "eth0", neighbour("192.0.2.21", OURS)));
    ok(lb + "start");
    host().ip("link set eth0 down", "link set eth0 up");
    assertThat(lab.agent(lb + "verify").exit()).isEqualTo(2);
    ok(lb + "start");
    assertThat(permanent()).contains("192.0.2.21 dev eth0 lladdr " + OURS);
  }

  @Test
  void aNeighbourFollowsTheNameOfItsDevice() {
    host().ip("link add eth1 type veth peer name far1", "link set eth1 up", "link set far1 up");
    String lb = config(director("lb", "eth1", neighbour("192.0.2.21", OURS)));
    ok(lb + "start");
    host().ip("link set eth1 down", "link set eth1 name lan1", "link set lan1 up");
    host().ip("neigh replace 192.0.2.21 dev lan1 lladdr " + OURS + " nud permanent");
    assertThat(ok(lb + "stop lb").out()).contains("ip neighbour del 192.0.2.21 dev lan1");
    assertThat(permanent()).isEmpty();
  }

  @Test
  void aLinkThatHasANeighbourOfSomebodyStaysUp() {
    host().ip("link add eth1 type veth peer name far1", "link set far1 up");
    String lb =
        config(
            "lb: {profile: up, addresses: external, vips: [192.0.2.10], device: eth1, "
                + neighbour("192.0.2.21", OURS)
                + "}"
                + PROFILE_UP);
    ok(lb + "start");
    host().ip("neigh add 192.0.2.22 dev eth1 lladdr " + ANOTHERS + " nud permanent");
    Run stop = ok(lb + "stop");
    assertThat(stop.err()).contains("link eth1 stays: the neighbour 192.0.2.22 is on it");
    assertThat(permanent()).contains(ANOTHERS).doesNotContain(OURS);
    host().ip("neigh del 192.0.2.22 dev eth1");
    ok(lb + "stop");
    assertThat(host().sh("ip link show eth1")).contains("state DOWN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"neighbours: {192.0.2.21: 02:00:00:00:00:21}", "routes: [192.168.1.1]"})
  void aLinkStaysUpAsLongAsAnotherServiceHasSomethingThere(String more) {
    host().ip("link add eth1 type veth peer name far1", "link set far1 up");
    String both =
        config(
            "one: {profile: up, addresses: external, vips: [192.0.2.10], device: eth1}",
            director("two", "eth1", more) + PROFILE_UP);
    ok(both + "start");
    assertThat(ok(both + "stop one").err()).contains("link eth1 stays: ");
    ok(both + "verify two");
    ok(both + "stop two");
    assertThat(host().sh("ip link show eth1")).contains("state DOWN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"neighbours: {'2001:db8::21': 02:00:00:00:00:21}", "routes: ['2001:db8:1::1']"})
  void ipv6ThatIsDisabledThereIsReportedBeforeAnythingIsChanged(String more) {
    host().sysctl("net/ipv6/conf/eth0/disable_ipv6", 1);
    Snapshot before = Snapshot.of(host());
    Run run = lab.agent(config(director("lb", "eth0", more)) + "start");
    assertThat(run.exit()).isEqualTo(69);
    assertThat(run.err())
        .contains("IPv6 is disabled on eth0 (net/ipv6/conf/eth0/disable_ipv6 is 1), and a ")
        .hasLineCount(1);
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void aRouteOfSomebodyElseToARealServerIsLeftAndReported() {
    host().ip("route add 192.168.1.1 via 192.0.2.1");
    Snapshot before = Snapshot.of(host());
    String lb = config(director("lb", "eth0", "routes: [192.168.1.1, 192.168.1.2]"));
    Run start = lab.agent(lb + "start");
    assertThat(start.exit()).isEqualTo(2);
    assertThat(start.err()).contains("route main 192.168.1.1/32 is via 192.0.2.1");
    assertThat(host().sh("ip route show 192.168.1.2")).contains("dev eth0 proto 76 scope link");
    ok(lb + "stop");
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void theHostsOwnAddressIsNeitherAddedNorRemovedIfItIsExternal() {
    host().ip("addr add 192.0.2.10/24 dev eth0");
    Snapshot before = Snapshot.of(host());
    String neighbours = neighbour("192.0.2.21", OURS);
    String ours =
        config(
            director("lb", "eth0", neighbours).replace("addresses: external", "addresses: ours"));
    Run start = lab.agent(ours + "start");
    assertThat(start.exit()).isEqualTo(2);
    assertThat(start.err()).contains("eth0 192.0.2.10/24", "set addresses: external");
    String external = config(director("lb", "eth0", neighbours));
    ok(external + "start");
    ok(external + "verify");
    assertThat(host().sh("ip -o -4 addr show eth0")).contains("192.0.2.10/24").hasLineCount(2);
    ok(external + "stop");
    assertThat(changed(before)).isEmpty();
  }
}
