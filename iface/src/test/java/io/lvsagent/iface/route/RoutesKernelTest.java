package io.lvsagent.iface.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.Refusal;
import io.lvsagent.iface.netns.NetnsFixture;
import io.lvsagent.iface.route.Rtnetlink.RouteFilter;
import io.lvsagent.iface.route.RtnetlinkRequest.AddRoute;
import io.lvsagent.iface.route.RtnetlinkRequest.DeleteRoute;
import io.lvsagent.iface.route.RtnetlinkRequest.SetUp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("kernel")
class RoutesKernelTest {
  private static final Ip VIP = Ip.parse("192.0.2.10");
  private static final Route MAIN = main(VIP);

  @RegisterExtension final NetnsFixture netns = new NetnsFixture();

  private final IpTool ip = new IpTool(netns);
  private Rtnetlink kernel;

  @BeforeEach
  void open() {
    netns.run("ip link set lo up");
    kernel = Rtnetlink.open();
  }

  @AfterEach
  void close() {
    kernel.close();
  }

  private static Route main(Ip vip) {
    return new Route(
        Route.TABLE_MAIN,
        IpPrefix.host(vip),
        0,
        0,
        Route.TYPE_UNICAST,
        Scope.LINK,
        Route.PROTOCOL_OURS,
        "lo",
        Optional.empty(),
        Optional.of(vip));
  }

  private static Route local(IpPrefix destination) {
    return new Route(
        Route.TABLE_LOCAL,
        destination,
        0,
        0,
        Route.TYPE_LOCAL,
        Scope.HOST,
        Route.PROTOCOL_OURS,
        "lo",
        Optional.empty(),
        Optional.empty());
  }

  private static RouteFilter ours(boolean v6) {
    return new RouteFilter(v6, 0, "", Route.PROTOCOL_OURS);
  }

  private int errno(RtnetlinkRequest request) {
    List<Refusal> refusals = kernel.apply(List.of(request));
    return refusals.isEmpty() ? 0 : refusals.get(0).why().errno();
  }

  /** Retries, because the kernel adds its own IPv6 objects some time after a device comes up. */
  private void assertSameAsIp(boolean v6) {
    Awaiting.untilAsserted(
        () ->
            assertThat(kernel.routes(new RouteFilter(v6, 0, "", 0)))
                .containsExactlyInAnyOrderElementsOf(ip.routes(v6)));
  }

  /** Makes eth0 with 10.0.0.1/24 and a default route via 10.0.0.254. */
  private void uplink() {
    netns.run("ip link add eth0 type veth peer name peer");
    netns.run("ip link set eth0 up");
    netns.run("ip link set peer up");
    netns.run("ip addr add 10.0.0.1/24 dev eth0");
    netns.run("ip route add default via 10.0.0.254");
  }

  @Test
  void addsAndDeletesTheRouteOfAVipWithItsSource() {
    netns.run("ip addr add 192.0.2.10/32 dev lo");
    assertThat(errno(new AddRoute(MAIN))).isZero();
    assertThat(kernel.routes(new RouteFilter(false, 254, "lo", 76))).containsExactly(MAIN);
    assertSameAsIp(false);
    assertThat(errno(new AddRoute(MAIN))).isEqualTo(Errno.EEXIST);
    assertThat(errno(new DeleteRoute(MAIN))).isZero();
    assertThat(errno(new DeleteRoute(MAIN))).isEqualTo(Errno.ESRCH);
  }

  @Test
  void refusesAForeignSourceAndADeviceThatIsDown() {
    assertThat(errno(new AddRoute(MAIN))).isEqualTo(Errno.EINVAL);
    netns.run("ip addr add 192.0.2.10/32 dev lo");
    List<Refusal> refusals =
        kernel.apply(List.of(new SetUp("lo", false), new AddRoute(MAIN), new SetUp("lo", true)));
    assertThat(refusals).extracting(Refusal::index).containsExactly(1);
    assertThat(refusals.get(0).why().getMessage())
        .startsWith(
            "add route 192.0.2.10/32 dev lo proto 76 scope link src 192.0.2.10:"
                + " ENETDOWN (Network is down)");
  }

  /** Takes routes in the words of {@code ip route}. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.1.0.0/16 dev eth0 proto static scope link metric 7",
        "10.1.0.0/16 via 10.9.9.9 dev eth0 tos 0x10 onlink",
        "10.1.0.0/16 via inet6 fe80::1 dev eth0",
        "10.1.0.0/16 via 10.0.0.254 dev eth0 src 10.0.0.1 mtu lock 1400 advmss 1300",
        "10.1.0.0/16 dev eth0 scope link window 20000 ssthresh 9 cwnd lock 8 reordering 5"
            + " hoplimit 7 initcwnd 11 initrwnd 12 quickack 1 fastopen_no_cookie 1",
        "10.1.0.0/16 dev eth0 scope link mtu 1400 rto_min 50ms",
        "10.1.0.0/16 dev eth0 scope link realms 3/4",
        "multicast 239.0.0.0/8 dev eth0 scope link"
      })
  void addsAForeignRouteAgainUnchanged(String words) {
    uplink();
    netns.run("ip route add " + words);
    String before = netns.run("ip -4 route show table all");
    Route route =
        kernel.routes(new RouteFilter(false, 254, "eth0", 0)).stream()
            .filter(r -> words.contains(r.destination().toString()))
            .findFirst()
            .orElseThrow();
    netns.run("ip route del " + words);
    assertThat(kernel.apply(List.of(new AddRoute(route)))).isEmpty();
    assertThat(netns.run("ip -4 route show table all")).isEqualTo(before);
    boolean whole = !words.contains("realms") && !words.contains("rto_min");
    assertThat(route.isTextComplete()).isEqualTo(whole);
    netns.run("ip route del " + words);
    netns.run("ip route add " + route);
    assertThat(netns.run("ip -4 route show table all").equals(before)).isEqualTo(whole);
  }

  @Test
  void doesNotDeleteAForeignRoute() {
    netns.run("ip addr add 192.0.2.10/32 dev lo");
    netns.run("ip route add 192.0.2.10/32 dev lo proto static src 192.0.2.10");
    assertThat(errno(new DeleteRoute(MAIN))).isEqualTo(Errno.ESRCH);
  }

  @Test
  void localRoutesMakeAPrefixLocal() {
    Route prefix = local(IpPrefix.parse("198.18.0.0/15"));
    Route v6 = local(IpPrefix.parse("2001:db8::10"));
    assertThat(kernel.apply(List.of(new AddRoute(prefix), new AddRoute(v6)))).isEmpty();
    assertThat(kernel.routes(ours(false))).containsExactly(prefix);
    assertThat(kernel.routes(ours(true)))
        .extracting(Route::toString)
        .containsExactly("local 2001:db8::10/128 dev lo table local metric 1024 proto 76");
    assertThat(kernel.lookup(Ip.parse("198.19.1.2"), Optional.empty()).orElseThrow().isLocal())
        .isTrue();
    assertSameAsIp(false);
    assertSameAsIp(true);
    assertThat(kernel.apply(List.of(new DeleteRoute(prefix), new DeleteRoute(v6)))).isEmpty();
    assertThat(kernel.routes(ours(false))).isEmpty();
    assertThat(kernel.routes(ours(true))).isEmpty();
  }

  @Test
  void refusesHostBitsBeyondThePrefix() {
    assertThat(errno(new AddRoute(local(IpPrefix.parse("198.18.0.1/24"))))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void readsEveryKindOfRouteAsIpDoes() {
    uplink();
    netns.run("ip route add 10.1.0.0/16 via 10.0.0.2 metric 7 table 1000");
    netns.run("ip route add 10.2.0.0/16 nexthop via 10.0.0.2 nexthop via 10.0.0.3");
    netns.run("ip route add 10.3.0.0/16 via inet6 fe80::1 dev eth0");
    netns.run("ip route add blackhole 10.4.0.0/16");
    netns.run("ip route add unreachable 10.5.0.0/16 tos 4");
    netns.run("ip -6 route add 2001:db8:1::/48 via fe80::1 dev eth0");
    netns.run("ip -6 route add unreachable 2001:db8:2::/48");
    assertSameAsIp(false);
    assertSameAsIp(true);
  }

  @Test
  void anAbsentTableOrDeviceHasNoRoutes() {
    assertThat(kernel.routes(new RouteFilter(false, 77, "", 0))).isEmpty();
    assertThat(kernel.routes(new RouteFilter(true, 77, "", 0))).isEmpty();
    assertThat(kernel.routes(new RouteFilter(false, 0, "x0", 0))).isEmpty();
  }

  @Test
  void looksUpTheRouteThatTheKernelWouldUse() {
    uplink();
    Ip gateway = Ip.parse("10.0.0.254");
    Ip own = Ip.parse("10.0.0.1");
    Lookup out = new Lookup(0, Route.TYPE_UNICAST, "eth0", Optional.of(gateway), Optional.of(own));
    assertThat(kernel.lookup(VIP, Optional.empty())).contains(out);
    assertThat(kernel.lookup(VIP, Optional.of(own))).contains(out);
    assertThat(kernel.lookup(own, Optional.empty()).orElseThrow().isLocal()).isTrue();
    assertThat(kernel.lookup(VIP, Optional.of(Ip.parse("9.9.9.9")))).isEmpty();
  }

  @Test
  void followsASourceRule() {
    uplink();
    netns.run("ip addr add 10.0.0.9/32 dev eth0");
    netns.run("ip route add default via 10.0.0.253 table 100");
    netns.run("ip rule add from 10.0.0.9 table 100");
    assertThat(kernel.lookup(VIP, Optional.of(Ip.parse("10.0.0.9"))))
        .get()
        .extracting(Lookup::gateway)
        .isEqualTo(Optional.of(Ip.parse("10.0.0.253")));
  }

  @Test
  void findsNoRouteWhereTheKernelSendsNothing() {
    assertThat(kernel.lookup(VIP, Optional.empty())).isEmpty();
    assertThat(kernel.lookup(Ip.parse("2001:db8::1"), Optional.empty())).isEmpty();
    for (String type : List.of("unreachable", "prohibit", "blackhole")) {
      netns.run("ip route add " + type + " 192.0.2.10/32");
      netns.run("ip route add " + type + " 2001:db8::1/128");
      assertThat(kernel.lookup(VIP, Optional.empty())).as(type).isEmpty();
      assertThat(kernel.lookup(Ip.parse("2001:db8::1"), Optional.empty())).as(type).isEmpty();
      netns.run("ip route del " + type + " 192.0.2.10/32");
      netns.run("ip route del " + type + " 2001:db8::1/128");
    }
  }

  @Test
  void addsAndDeletesTenThousandLocalRoutes() {
    List<RtnetlinkRequest> add = new ArrayList<>();
    List<RtnetlinkRequest> delete = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      Route route = local(IpPrefix.host(Ip.parse("198.18.0.0").plus(i)));
      add.add(new AddRoute(route));
      delete.add(new DeleteRoute(route));
    }
    assertThat(kernel.apply(add)).isEmpty();
    assertThat(kernel.routes(new RouteFilter(false, 255, "lo", 76))).hasSize(10_000);
    assertThat(kernel.apply(delete)).isEmpty();
    assertThat(kernel.routes(ours(false))).isEmpty();
  }
}
