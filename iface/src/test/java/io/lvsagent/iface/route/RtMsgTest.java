package io.lvsagent.iface.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.netlink.Hex;
import io.lvsagent.iface.netlink.MalformedMessage;
import io.lvsagent.iface.netlink.Query;
import io.lvsagent.iface.netlink.Truncation;
import io.lvsagent.iface.netlink.Wire;
import io.lvsagent.iface.route.Rtnetlink.RouteFilter;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RtMsgTest {
  private static final Ip VIP = Ip.parse("192.0.2.10");
  private static final Query<Route> ALL = query(new RouteFilter(false, 0, "", 0));

  private static final String ANSWER =
      """
      48 00 00 00    # nlmsg_len 72
      18 00          # nlmsg_type RTM_NEWROUTE
      22 00          # nlmsg_flags NLM_F_MULTI, NLM_F_DUMP_FILTERED
      01 00 00 00    # nlmsg_seq
      4d 00 00 00    # nlmsg_pid 77
      02 20 00 00    # AF_INET, dst_len 32, src_len, tos
      fe             # rtm_table main
      4c             # rtm_protocol 76
      fd             # rtm_scope link
      01             # rtm_type unicast
      00 00 00 00    # rtm_flags
      08 00 0f 00    # RTA_TABLE
      fe 00 00 00    #   254
      08 00 01 00    # RTA_DST
      c0 00 02 0a    #   192.0.2.10
      08 00 06 00    # RTA_PRIORITY
      05 00 00 00    #   5
      08 00 07 00    # RTA_PREFSRC
      c0 00 02 0a    #   192.0.2.10
      08 00 04 00    # RTA_OIF
      01 00 00 00    #   lo
      00 00 00 00    # an attribute of no length, to be overwritten
      """;

  private static final String MULTIPATH =
      """
      58 00 00 00    # nlmsg_len 88
      18 00 02 00    # RTM_NEWROUTE, NLM_F_MULTI
      01 00 00 00    # nlmsg_seq
      4d 00 00 00    # nlmsg_pid 77
      02 00 00 00    # AF_INET, dst_len 0
      00 03 00 01    # table in RTA_TABLE, boot, scope global, unicast
      00 00 00 00    # rtm_flags
      08 00 0f 00    # RTA_TABLE
      e8 03 00 00    #   1000
      34 00 09 00    # RTA_MULTIPATH
      10 00 00 00    #   rtnh_len 16, flags, hops
      01 00 00 00    #   rtnh_ifindex lo
      08 00 05 00    #   RTA_GATEWAY
      0a 00 00 02    #     10.0.0.2
      20 00 00 00    #   rtnh_len 32, flags, hops
      02 00 00 00    #   rtnh_ifindex eth0
      16 00 12 00    #   RTA_VIA
      0a 00          #     AF_INET6
      fe 80 00 00 00 00 00 00 00 00 00 00 00 00 00 01
      00 00          #     padding
      """;

  private static Query<Route> query(RouteFilter filter) {
    return new RouteQuery(filter, 0, FakeDevices.devices());
  }

  private static Route vipRoute(int priority) {
    IpPrefix to = IpPrefix.host(VIP);
    return new Route(
        254, to, 0, priority, 1, Scope.LINK, 76, "lo", Optional.empty(), Optional.of(VIP));
  }

  private static byte[] answer() {
    return Wire.cut(Hex.bytes(ANSWER), 68);
  }

  private static byte[] write(RtnetlinkRequest request) {
    return Wire.write(new KernelRtnetlink.Order(request, FakeDevices.devices()));
  }

  @Test
  void readsARouteWithItsPreferredSource() {
    assertThat(Wire.read(ALL, answer())).containsExactly(vipRoute(5));
  }

  @Test
  void rejectsEveryTruncation() {
    Truncation.isNoticed(ALL, answer(), Set.of(28, 36, 44, 52, 60));
  }

  @Test
  void rejectsAnAttributeOfLengthZero() {
    assertThatThrownBy(() -> Wire.read(ALL, Hex.bytes(ANSWER)))
        .isInstanceOf(MalformedMessage.class)
        .hasMessage("attribute of 0 bytes in 4");
  }

  @Test
  void rejectsAPrefixLongerThanItsAddress() {
    byte[] answer = answer();
    answer[17] = 33;
    assertThatThrownBy(() -> Wire.read(ALL, answer)).isInstanceOf(MalformedMessage.class);
  }

  @Test
  void readsEachNextHopOfAMultipathRouteAsARoute() {
    assertThat(Wire.read(ALL, Hex.bytes(MULTIPATH)))
        .extracting(Route::toString)
        .containsExactly(
            "0.0.0.0/0 via 10.0.0.2 dev lo table 1000 proto 3 scope global",
            "0.0.0.0/0 via inet6 fe80::1 dev eth0 table 1000 proto 3 scope global");
  }

  @Test
  void readsOnlyTheNextHopsOfTheRequestedDevice() {
    assertThat(Wire.read(query(new RouteFilter(false, 0, "eth0", 0)), Hex.bytes(MULTIPATH)))
        .extracting(Route::device)
        .containsExactly("eth0");
  }

  @Test
  void rejectsEveryTruncationOfNextHops() {
    Truncation.isNoticed(ALL, Hex.bytes(MULTIPATH), Set.of(28, 36));
  }

  @Test
  void filtersAgainWhatAnOldKernelDidNotFilter() {
    assertThat(Wire.read(query(new RouteFilter(true, 0, "", 0)), answer())).isEmpty();
    assertThat(Wire.read(query(new RouteFilter(false, 255, "", 0)), answer())).isEmpty();
    assertThat(Wire.read(query(new RouteFilter(false, 0, "", 3)), answer())).isEmpty();
    assertThat(Wire.read(query(new RouteFilter(false, 0, "eth0", 0)), answer())).isEmpty();
    assertThat(Wire.read(query(new RouteFilter(false, 254, "lo", 76)), answer())).hasSize(1);
  }

  @Test
  void skipsARouteOfADeletedDevice() {
    byte[] answer = answer();
    answer[64] = 9;
    assertThat(Wire.read(ALL, answer)).isEmpty();
  }

  @Test
  void asksForATableADeviceAndAProtocol() {
    RouteFilter filter = new RouteFilter(false, 1000, "eth0", 76);
    assertThat(Wire.write(new RouteQuery(filter, 2, FakeDevices.devices())))
        .isEqualTo(
            Hex.bytes(
                """
                2c 00 00 00    # nlmsg_len 44
                1a 00          # nlmsg_type RTM_GETROUTE
                01 03          # nlmsg_flags NLM_F_REQUEST, NLM_F_DUMP
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                02 00 00 00    # AF_INET; strict checks want the rest 0
                00             # rtm_table in RTA_TABLE
                4c             # rtm_protocol 76
                00 00          # rtm_scope, rtm_type
                00 00 00 00    # rtm_flags
                08 00 0f 00    # RTA_TABLE
                e8 03 00 00    #   1000
                08 00 04 00    # RTA_OIF
                02 00 00 00    #   eth0
                """));
  }

  @Test
  void addsARouteWithItsWholeIdentity() {
    assertThat(write(new RtnetlinkRequest.AddRoute(vipRoute(5))))
        .isEqualTo(
            Hex.bytes(
                """
                3c 00 00 00    # nlmsg_len 60
                18 00 01 06    # RTM_NEWROUTE, NLM_F_REQUEST, NLM_F_EXCL, NLM_F_CREATE
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                02 20 00 00    # AF_INET, dst_len 32, src_len, tos
                fe 4c fd 01    # table main, protocol 76, scope link, type unicast
                00 00 00 00    # rtm_flags
                08 00 01 00    # RTA_DST
                c0 00 02 0a    #   192.0.2.10
                08 00 06 00    # RTA_PRIORITY
                05 00 00 00    #   5
                08 00 04 00    # RTA_OIF
                01 00 00 00    #   lo
                08 00 07 00    # RTA_PREFSRC
                c0 00 02 0a    #   192.0.2.10
                """));
  }

  @Test
  void deletesADefaultRouteOfALargeTableByItsGateway() {
    Route route =
        new Route(
            1000,
            IpPrefix.parse("0.0.0.0/0"),
            0,
            0,
            1,
            Scope.GLOBAL,
            3,
            "eth0",
            Optional.of(Ip.parse("10.0.0.2")),
            Optional.empty());
    assertThat(write(new RtnetlinkRequest.DeleteRoute(route)))
        .isEqualTo(
            Hex.bytes(
                """
                34 00 00 00    # nlmsg_len 52
                19 00 01 00    # RTM_DELROUTE, NLM_F_REQUEST
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                02 00 00 00    # AF_INET, dst_len 0: no RTA_DST
                00 03 00 01    # table in RTA_TABLE, boot, scope global, unicast
                00 00 00 00    # rtm_flags
                08 00 0f 00    # RTA_TABLE
                e8 03 00 00    #   1000
                08 00 04 00    # RTA_OIF
                02 00 00 00    #   eth0
                08 00 05 00    # RTA_GATEWAY
                0a 00 00 02    #   10.0.0.2
                """));
  }

  @Test
  void readsAndWritesOnlinkAndMetrics() {
    byte[] message =
        Hex.bytes(
            """
            40 00 00 00    # nlmsg_len 64
            18 00 01 06    # RTM_NEWROUTE, NLM_F_REQUEST, NLM_F_EXCL, NLM_F_CREATE
            01 00 00 00    # nlmsg_seq
            4d 00 00 00    # nlmsg_pid 77
            02 08 00 00    # AF_INET, dst_len 8, src_len, tos
            fe 03 00 01    # table main, boot, scope global, unicast
            04 00 00 00    # rtm_flags RTNH_F_ONLINK
            08 00 01 00    # RTA_DST
            0a 00 00 00    #   10.0.0.0
            08 00 04 00    # RTA_OIF
            02 00 00 00    #   eth0
            08 00 05 00    # RTA_GATEWAY
            0a 09 09 09    #   10.9.9.9
            0c 00 08 00    # RTA_METRICS
            08 00 02 00    #   RTAX_MTU
            78 05 00 00    #     1400
            """);
    Route route =
        new Route(
            Route.TABLE_MAIN,
            IpPrefix.parse("10.0.0.0/8"),
            0,
            0,
            Route.TYPE_UNICAST,
            Scope.GLOBAL,
            3,
            "eth0",
            Optional.of(Ip.parse("10.9.9.9")),
            Optional.empty(),
            "onlink,8:0800020078050000");
    assertThat(Wire.read(ALL, message)).containsExactly(route);
    assertThat(write(new RtnetlinkRequest.AddRoute(route))).isEqualTo(message);
    assertThat(route)
        .hasToString("10.0.0.0/8 via 10.9.9.9 dev eth0 proto 3 scope global onlink mtu 1400");
    assertThat(route.metric("mtu")).contains(1400);
    assertThat(route.metric("advmss")).isEmpty();
    assertThat(Metrics.of("0800010004000000080002007805000008000800a0050000"))
        .satisfies(m -> assertThat(m.words()).isEqualTo("mtu lock 1400 advmss 1440"))
        .satisfies(m -> assertThat(m.value("mtu")).contains(1400))
        .satisfies(m -> assertThat(m.value("advmss")).contains(1440));
  }

  @Test
  void writesAGatewayOfTheOtherFamily() {
    Route route =
        new Route(
            Route.TABLE_MAIN,
            IpPrefix.parse("0.0.0.0/0"),
            0,
            0,
            Route.TYPE_UNICAST,
            Scope.GLOBAL,
            3,
            "",
            Optional.of(Ip.parse("fe80::1")),
            Optional.empty());
    assertThat(write(new RtnetlinkRequest.AddRoute(route)))
        .isEqualTo(
            Hex.bytes(
                """
                34 00 00 00    # nlmsg_len 52
                18 00 01 06    # RTM_NEWROUTE, NLM_F_REQUEST, NLM_F_EXCL, NLM_F_CREATE
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                02 00 00 00    # AF_INET, dst_len 0: no RTA_DST
                fe 03 00 01    # table main, boot, scope global, unicast
                00 00 00 00    # rtm_flags
                16 00 12 00    # RTA_VIA
                0a 00          #   rtvia_family AF_INET6
                fe 80 00 00 00 00 00 00
                00 00 00 00 00 00 00 01
                00 00          #   to the next multiple of 4
                """));
  }

  @Test
  void looksUpFromASource() {
    Query<Lookup> lookup =
        new LookupQuery(
            new Lookup.Sent(VIP, Optional.of(Ip.parse("10.0.0.1"))), FakeDevices.devices());
    assertThat(Wire.write(lookup))
        .isEqualTo(
            Hex.bytes(
                """
                2c 00 00 00    # nlmsg_len 44
                1a 00 01 00    # RTM_GETROUTE, NLM_F_REQUEST
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                02 20 20 00    # AF_INET, dst_len 32, src_len 32, tos
                00 00 00 00    # table, protocol, scope, type
                00 00 00 00    # rtm_flags
                08 00 01 00    # RTA_DST
                c0 00 02 0a    #   192.0.2.10
                08 00 02 00    # RTA_SRC
                0a 00 00 01    #   10.0.0.1
                """));
    assertThat(lookup).hasToString("look up route to 192.0.2.10 from 10.0.0.1");
  }

  @Test
  void looksUpInAVrf() {
    Lookup.Packet packet = new Lookup.Sent(VIP, Optional.empty(), "eth0");
    Query<Lookup> lookup = new LookupQuery(packet, FakeDevices.devices());
    assertThat(Wire.write(lookup))
        .isEqualTo(
            Hex.bytes(
                """
                2c 00 00 00    # nlmsg_len 44
                1a 00 01 00    # RTM_GETROUTE, NLM_F_REQUEST
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                02 20 00 00    # AF_INET, dst_len 32, src_len, tos
                00 00 00 00    # table, protocol, scope, type
                00 00 00 00    # rtm_flags
                08 00 01 00    # RTA_DST
                c0 00 02 0a    #   192.0.2.10
                08 00 04 00    # RTA_OIF
                02 00 00 00    #   eth0
                """));
    assertThat(lookup).hasToString("look up route to 192.0.2.10 oif eth0");
  }

  @Test
  void looksUpAPacketThatComesIn() {
    Lookup.Packet packet = new Lookup.Received(VIP, Ip.parse("10.0.0.1"), "eth0", 7);
    Query<Lookup> lookup = new LookupQuery(packet, FakeDevices.devices());
    assertThat(Wire.write(lookup))
        .isEqualTo(
            Hex.bytes(
                """
                3c 00 00 00    # nlmsg_len 60
                1a 00 01 00    # RTM_GETROUTE, NLM_F_REQUEST
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                02 20 20 00    # AF_INET, dst_len 32, src_len 32, tos
                00 00 00 00    # table, protocol, scope, type
                00 00 00 00    # rtm_flags
                08 00 01 00    # RTA_DST
                c0 00 02 0a    #   192.0.2.10
                08 00 02 00    # RTA_SRC
                0a 00 00 01    #   10.0.0.1
                08 00 03 00    # RTA_IIF
                02 00 00 00    #   eth0
                08 00 10 00    # RTA_MARK
                07 00 00 00    #   7
                """));
    assertThat(lookup).hasToString("look up route to 192.0.2.10 from 10.0.0.1 iif eth0 mark 7");
  }

  @Test
  void usesTheRequestedSourceIfTheKernelPrefersNone() {
    byte[] answer =
        Hex.bytes(
            """
            3c 00 00 00    # nlmsg_len 60
            18 00 00 00    # RTM_NEWROUTE
            01 00 00 00    # nlmsg_seq
            4d 00 00 00    # nlmsg_pid 77
            02 20 20 00    # AF_INET, dst_len 32, src_len 32, tos
            fe 00 00 01    # table main, no protocol, scope global, unicast
            00 02 00 00    # rtm_flags RTM_F_CLONED
            08 00 01 00    # RTA_DST
            c0 00 02 0a    #   192.0.2.10
            08 00 02 00    # RTA_SRC
            0a 00 00 01    #   10.0.0.1
            08 00 04 00    # RTA_OIF
            02 00 00 00    #   eth0
            08 00 05 00    # RTA_GATEWAY
            0a 00 00 fe    #   10.0.0.254
            """);
    Query<Lookup> query =
        new LookupQuery(new Lookup.Sent(VIP, Optional.empty()), FakeDevices.devices());
    assertThat(Wire.read(query, answer))
        .containsExactly(
            new Lookup(
                0,
                Route.TYPE_UNICAST,
                "eth0",
                Optional.of(Ip.parse("10.0.0.254")),
                Optional.of(Ip.parse("10.0.0.1"))));
    Truncation.isNoticed(query, answer, Set.of(28, 36, 44, 52));
  }

  @Test
  void printsTheArgumentsOfIpRoute() {
    Route local =
        new Route(
            255,
            IpPrefix.host(VIP),
            4,
            0,
            2,
            Scope.HOST,
            76,
            "lo",
            Optional.empty(),
            Optional.empty());
    assertThat(vipRoute(5))
        .hasToString("192.0.2.10/32 dev lo metric 5 proto 76 scope link src 192.0.2.10");
    assertThat(local)
        .hasToString("local 192.0.2.10/32 dev lo table local tos 0x4 proto 76 scope host");
  }
}
