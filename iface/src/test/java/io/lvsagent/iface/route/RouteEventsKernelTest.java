package io.lvsagent.iface.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netns.NetnsFixture;
import io.lvsagent.iface.route.RtnetlinkRequest.ReplaceNeighbour;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("kernel")
class RouteEventsKernelTest {
  private static final Predicate<Ip> OURS =
      Set.of(Ip.parse("192.0.2.10"), Ip.parse("2001:db8::10"))::contains;

  @RegisterExtension final NetnsFixture netns = new NetnsFixture();

  @BeforeEach
  void hasADevice() {
    netns.run("ip link set lo up");
    netns.run("ip link add eth0 type veth peer name peer");
    netns.run("ip link set eth0 up");
    netns.run("ip link set peer up");
    netns.run("ip addr add 192.0.2.1/24 dev eth0");
    netns.run("ip -6 addr add 2001:db8::1/64 dev eth0 nodad");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ip link set eth0 mtu 1400",
        "ip addr add 198.51.100.1/32 dev lo",
        "ip -6 addr add 2001:db8:1::1/128 dev lo",
        "ip route add 192.0.2.10/32 dev lo",
        "ip route add default via 192.0.2.2",
        "ip -6 route add 2001:db8::10/128 dev lo",
        "ip rule add from 198.51.100.7 table 7",
        "ip -6 rule add from 2001:db8::7 table 7",
        "ip neigh add 192.0.2.10 lladdr 02:00:00:00:00:21 dev eth0",
        "ip -6 neigh add 2001:db8::10 lladdr 02:00:00:00:00:21 dev eth0",
        "sysctl -q -w net.ipv4.conf.eth0.rp_filter=2",
      })
  void hearsWhatMatters(String command) {
    try (RouteEvents events = RouteEvents.open()) {
      netns.run(command);
      Awaiting.untilAsserted(() -> assertThat(events.drain(OURS)).isTrue());
      Awaiting.untilAsserted(() -> assertThat(events.drain(OURS)).isFalse());
    }
  }

  /** What the kernel tells by itself of young devices may come between, but not each time. */
  @Test
  void doesNotWakeForWhatIsForeign() {
    try (RouteEvents events = RouteEvents.open()) {
      int[] tries = {0};
      Awaiting.untilAsserted(
          () -> {
            events.drain(OURS);
            int host = 70 + tries[0]++;
            netns.run("ip neigh add 192.0.2." + host + " lladdr 02:00:00:00:00:21 dev eth0");
            netns.run("ip neigh add proxy 192.0.2." + host + " dev eth0");
            netns.run("ip route add 203.0." + host + ".0/24 via 192.0.2.2");
            netns.run("ip -6 route add 2001:db8:" + host + "::/64 dev lo");
            assertThat(events.drain(OURS)).isFalse();
          });
    }
  }

  /** None of these events matters, but nobody knows what was among those that were dropped. */
  @Test
  void whatTheKernelDroppedMatters() {
    List<RtnetlinkRequest> many = new ArrayList<>();
    for (int i = 2; i < 250; i++) {
      Ip ip = Ip.parse("192.0.2." + i);
      many.add(new ReplaceNeighbour(Neighbour.permanent("eth0", ip, "02:00:00:00:00:21")));
    }
    try (RouteEvents roomy = RouteEvents.open();
        RouteEvents cramped = RouteEvents.open(1);
        Rtnetlink kernel = Rtnetlink.open()) {
      Awaiting.untilAsserted(() -> assertThat(cramped.drain(ip -> false)).isFalse());
      assertThat(kernel.apply(many)).isEmpty();
      assertThat(roomy.drain(Set.of(Ip.parse("192.0.2.249"))::contains)).isTrue();
      assertThat(cramped.drain(ip -> false)).isTrue();
      assertThat(cramped.drain(ip -> false)).isFalse();
      netns.run("ip addr add 198.51.100.1/32 dev lo");
      assertThat(cramped.drain(ip -> false)).isTrue();
    }
  }
}
