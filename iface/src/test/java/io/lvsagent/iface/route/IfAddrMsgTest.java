package io.lvsagent.iface.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netlink.Hex;
import io.lvsagent.iface.netlink.Query;
import io.lvsagent.iface.netlink.Truncation;
import io.lvsagent.iface.netlink.Wire;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IfAddrMsgTest {
  private static final Address VIP =
      new Address("lo", Ip.parse("192.0.2.10"), 32, Scope.GLOBAL, "lo:0", false);
  private static final Address DEPRECATED =
      new Address("eth0", Ip.parse("2001:db8::10"), 128, Scope.GLOBAL, "", true);

  private static final String ANSWER_V4 =
      """
      50 00 00 00    # nlmsg_len 80
      14 00          # nlmsg_type RTM_NEWADDR
      02 00          # nlmsg_flags NLM_F_MULTI
      01 00 00 00    # nlmsg_seq
      4d 00 00 00    # nlmsg_pid 77
      02             # ifa_family AF_INET
      20             # ifa_prefixlen 32
      80             # ifa_flags IFA_F_PERMANENT
      00             # ifa_scope global
      01 00 00 00    # ifa_index lo
      08 00 01 00    # IFA_ADDRESS
      c0 00 02 0a    #   192.0.2.10
      08 00 02 00    # IFA_LOCAL
      c0 00 02 0a    #   192.0.2.10
      09 00 03 00    # IFA_LABEL
      6c 6f 3a 30    #   "lo:0"
      00 00 00 00    #   NUL, padding
      08 00 08 00    # IFA_FLAGS
      80 00 00 00    #   IFA_F_PERMANENT
      14 00 06 00    # IFA_CACHEINFO
      ff ff ff ff    #   ifa_prefered
      ff ff ff ff    #   ifa_valid
      11 22 33 44    #   cstamp
      11 22 33 44    #   tstamp
      """;

  private static Query<Address> all(boolean v6) {
    return new AddressQuery(v6, "", 0, FakeDevices.devices());
  }

  private static byte[] write(RtnetlinkRequest request) {
    return Wire.write(new KernelRtnetlink.Order(request, FakeDevices.devices()));
  }

  @Test
  void readsAnIpv4AddressWithItsLabel() {
    assertThat(Wire.read(all(false), Hex.bytes(ANSWER_V4))).containsExactly(VIP);
  }

  @Test
  void readsADeprecatedIpv6Address() {
    byte[] answer =
        Hex.bytes(
            """
            40 00 00 00    # nlmsg_len 64
            14 00 02 00    # RTM_NEWADDR, NLM_F_MULTI
            01 00 00 00    # nlmsg_seq
            4d 00 00 00    # nlmsg_pid 77
            0a             # ifa_family AF_INET6
            80             # ifa_prefixlen 128
            a2             # ifa_flags permanent, deprecated, nodad
            00             # ifa_scope global
            02 00 00 00    # ifa_index eth0
            14 00 01 00    # IFA_ADDRESS
            20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10
            14 00 06 00    # IFA_CACHEINFO
            00 00 00 00    #   ifa_prefered 0
            ff ff ff ff    #   ifa_valid forever
            11 22 33 44    #   cstamp
            11 22 33 44    #   tstamp
            """);
    assertThat(Wire.read(all(true), answer)).containsExactly(DEPRECATED);
    Truncation.isNoticed(all(true), answer, Set.of(44));
  }

  @Test
  void readsTheLocalAddressOfAPointToPointLink() {
    byte[] answer =
        Hex.bytes(
            """
            28 00 00 00    # nlmsg_len 40
            14 00 02 00    # RTM_NEWADDR, NLM_F_MULTI
            01 00 00 00    # nlmsg_seq
            4d 00 00 00    # nlmsg_pid 77
            02 20 80 fd    # AF_INET, /32, permanent, scope link
            01 00 00 00    # ifa_index lo
            08 00 02 00    # IFA_LOCAL
            c0 00 02 0a    #   192.0.2.10
            08 00 01 00    # IFA_ADDRESS
            c0 00 02 63    #   192.0.2.99, the peer's
            """);
    assertThat(Wire.read(all(false), answer))
        .containsExactly(new Address("lo", VIP.ip(), 32, Scope.LINK, "", false));
  }

  @Test
  void rejectsEveryTruncation() {
    Truncation.isNoticed(all(false), Hex.bytes(ANSWER_V4), Set.of(32, 40, 49, 50, 51, 52, 60));
  }

  @Test
  void skipsTheOtherFamilyOtherDevicesAndDeletedDevices() {
    byte[] answer = Hex.bytes(ANSWER_V4);
    Query<Address> eth0 = new AddressQuery(false, "eth0", 2, FakeDevices.devices());
    assertThat(Wire.read(all(true), answer)).isEmpty();
    assertThat(Wire.read(eth0, answer)).isEmpty();
    answer[20] = 9;
    assertThat(Wire.read(all(false), answer)).isEmpty();
  }

  @Test
  void asksForOneDevice() {
    assertThat(Wire.write(new AddressQuery(true, "eth0", 2, FakeDevices.devices())))
        .isEqualTo(
            Hex.bytes(
                """
                18 00 00 00    # nlmsg_len 24
                16 00          # nlmsg_type RTM_GETADDR
                01 03          # nlmsg_flags NLM_F_REQUEST, NLM_F_DUMP
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                0a 00 00 00    # AF_INET6; strict checks want the rest 0
                02 00 00 00    # ifa_index eth0
                """));
  }

  @Test
  void addsAnIpv4AddressWithALabelAndWithoutABroadcast() {
    assertThat(write(new RtnetlinkRequest.AddAddress(VIP)))
        .isEqualTo(
            Hex.bytes(
                """
                34 00 00 00    # nlmsg_len 52
                14 00          # nlmsg_type RTM_NEWADDR
                01 06          # nlmsg_flags NLM_F_REQUEST, NLM_F_EXCL, NLM_F_CREATE
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                02 20 00 00    # AF_INET, /32, no flags, scope global
                01 00 00 00    # ifa_index lo
                08 00 02 00    # IFA_LOCAL
                c0 00 02 0a    #   192.0.2.10
                08 00 01 00    # IFA_ADDRESS
                c0 00 02 0a    #   192.0.2.10
                09 00 03 00    # IFA_LABEL
                6c 6f 3a 30    #   "lo:0"
                00 00 00 00    #   NUL, padding
                """));
  }

  @Test
  void addsADeprecatedIpv6AddressWithoutDuplicateAddressDetection() {
    assertThat(write(new RtnetlinkRequest.AddAddress(DEPRECATED)))
        .isEqualTo(
            Hex.bytes(
                """
                54 00 00 00    # nlmsg_len 84
                14 00 01 06    # RTM_NEWADDR, NLM_F_REQUEST, NLM_F_EXCL, NLM_F_CREATE
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                0a 80 02 00    # AF_INET6, /128, IFA_F_NODAD, scope global
                02 00 00 00    # ifa_index eth0
                14 00 02 00    # IFA_LOCAL
                20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10
                14 00 01 00    # IFA_ADDRESS
                20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 10
                14 00 06 00    # IFA_CACHEINFO
                00 00 00 00    #   ifa_prefered 0
                ff ff ff ff    #   ifa_valid forever
                00 00 00 00    #   cstamp
                00 00 00 00    #   tstamp
                """));
  }

  @Test
  void deletesByDeviceAddressAndPrefixIgnoringTheLabel() {
    assertThat(write(new RtnetlinkRequest.DeleteAddress(VIP)))
        .isEqualTo(
            Hex.bytes(
                """
                28 00 00 00    # nlmsg_len 40
                15 00 01 00    # RTM_DELADDR, NLM_F_REQUEST
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                02 20 00 00    # AF_INET, /32
                01 00 00 00    # ifa_index lo
                08 00 02 00    # IFA_LOCAL
                c0 00 02 0a    #   192.0.2.10
                08 00 01 00    # IFA_ADDRESS
                c0 00 02 0a    #   192.0.2.10
                """));
  }

  @Test
  void printsTheArgumentsOfIpAddress() {
    Address hidden = new Address("lo", VIP.ip(), 32, Scope.HOST, "lo", false);
    assertThat(List.of(VIP, DEPRECATED, hidden))
        .extracting(Address::toString)
        .containsExactly(
            "192.0.2.10/32 dev lo label lo:0",
            "2001:db8::10/128 dev eth0 preferred_lft 0",
            "192.0.2.10/32 dev lo scope host");
  }
}
