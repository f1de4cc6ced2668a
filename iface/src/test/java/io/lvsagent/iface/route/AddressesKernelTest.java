package io.lvsagent.iface.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.Refusal;
import io.lvsagent.iface.netns.NetnsFixture;
import io.lvsagent.iface.route.RtnetlinkRequest.AddAddress;
import io.lvsagent.iface.route.RtnetlinkRequest.ChangeAddress;
import io.lvsagent.iface.route.RtnetlinkRequest.DeleteAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("kernel")
class AddressesKernelTest {
  private static final Address VIP = v4("192.0.2.10", "lo:0");
  private static final Address VIP6 = v6("2001:db8::10", false);

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

  private static Address v4(String address, String label) {
    return new Address("lo", Ip.parse(address), 32, Scope.GLOBAL, label, false);
  }

  private static Address v6(String address, boolean deprecated) {
    return new Address("lo", Ip.parse(address), 128, Scope.GLOBAL, "", deprecated);
  }

  private static Address on(String device, int prefix) {
    return new Address(device, VIP.ip(), prefix, Scope.GLOBAL, "", false);
  }

  private int errno(RtnetlinkRequest request) {
    List<Refusal> refusals = kernel.apply(List.of(request));
    return refusals.isEmpty() ? 0 : refusals.get(0).why().errno();
  }

  /** Retries, because the kernel adds its own IPv6 objects some time after a device comes up. */
  private void assertSameAsIp(boolean v6) {
    Awaiting.untilAsserted(
        () ->
            assertThat(kernel.addresses(v6, ""))
                .containsExactlyInAnyOrderElementsOf(ip.addresses(v6)));
  }

  @Test
  void addsAnIpv4AddressWithLabelAndScope() {
    Address hidden = new Address("lo", Ip.parse("192.0.2.11"), 32, Scope.HOST, "lo:web", false);
    assertThat(kernel.apply(List.of(new AddAddress(VIP), new AddAddress(hidden)))).isEmpty();
    assertThat(kernel.addresses(false, "lo")).contains(VIP, hidden);
    assertThat(netns.run("ip -4 -o addr show lo")).doesNotContain("192.0.2.10/32 brd");
    assertSameAsIp(false);
  }

  @Test
  void anAddressWithoutALabelHasTheDevicesName() {
    assertThat(errno(new AddAddress(on("lo", 32)))).isZero();
    assertThat(kernel.addresses(false, "lo")).contains(v4("192.0.2.10", "lo"));
  }

  @Test
  void addsIpv6AddressesThatAreUsableAtOnce() {
    Address deprecated = v6("2001:db8::11", true);
    netns.run("ip link add eth0 type veth peer name peer");
    netns.run("ip link set eth0 up");
    netns.run("ip link set peer up");
    Address uplink = new Address("eth0", Ip.parse("2001:db8::12"), 64, Scope.GLOBAL, "", false);
    List<RtnetlinkRequest> requests =
        List.of(new AddAddress(VIP6), new AddAddress(deprecated), new AddAddress(uplink));
    assertThat(kernel.apply(requests)).isEmpty();
    assertThat(kernel.addresses(true, "lo")).contains(VIP6, deprecated);
    assertThat(netns.run("ip -6 -o addr show eth0 to 2001:db8::12")).doesNotContain("tentative");
    assertSameAsIp(true);
  }

  @Test
  void changesTheLifetimesOfAnIpv6AddressBothWays() {
    Address deprecated = v6("2001:db8::10", true);
    netns.run("ip addr add 2001:db8::10/128 dev lo");
    assertThat(errno(new ChangeAddress(deprecated))).isZero();
    assertThat(kernel.addresses(true, "lo")).contains(deprecated).doesNotContain(VIP6);
    assertThat(netns.run("ip -6 addr show lo")).contains("valid_lft forever preferred_lft 0sec");
    assertThat(errno(new ChangeAddress(VIP6))).isZero();
    assertThat(kernel.addresses(true, "lo")).contains(VIP6).doesNotContain(deprecated);
    assertSameAsIp(true);
  }

  @Test
  void deletesAnAddressIgnoringItsLabel() {
    netns.run("ip addr add 192.0.2.10/32 dev lo label lo:other");
    netns.run("ip addr add 2001:db8::10/128 dev lo");
    assertThat(kernel.apply(List.of(new DeleteAddress(VIP), new DeleteAddress(VIP6)))).isEmpty();
    assertThat(kernel.addresses(false, "lo")).doesNotContain(VIP);
    assertThat(kernel.addresses(true, "lo")).doesNotContain(VIP6);
  }

  @Test
  void deletesOnlyTheGivenPrefix() {
    netns.run("ip addr add 192.0.2.10/24 dev lo");
    netns.run("ip addr add 192.0.2.10/32 dev lo");
    assertThat(errno(new DeleteAddress(VIP))).isZero();
    assertThat(kernel.addresses(false, "lo")).extracting(Address::prefix).containsExactly(8, 24);
    assertThat(errno(new DeleteAddress(VIP))).isEqualTo(Errno.EADDRNOTAVAIL);
  }

  @Test
  void reportsTheKernelsErrorNumbers() {
    assertThat(errno(new DeleteAddress(VIP))).isEqualTo(Errno.EADDRNOTAVAIL);
    assertThat(errno(new DeleteAddress(VIP6))).isEqualTo(Errno.EADDRNOTAVAIL);
    assertThat(errno(new AddAddress(VIP))).isZero();
    assertThat(errno(new AddAddress(VIP))).isEqualTo(Errno.EEXIST);
    assertThat(errno(new AddAddress(on("lo", 33)))).isEqualTo(Errno.EINVAL);
    assertThat(errno(new AddAddress(on("x0", 32)))).isEqualTo(Errno.ENODEV);
    assertThat(errno(new AddAddress(on("", 32)))).isEqualTo(Errno.ENODEV);
    assertThat(errno(new AddAddress(v4("192.0.2.12", "lo:6789012345678")))).isEqualTo(Errno.ERANGE);
  }

  @Test
  void labelsAndDeviceNamesMayHaveFifteenBytes() {
    netns.run("ip link add fifteen-bytes-x type bridge");
    Address labelled = v4("192.0.2.12", "lo:678901234567");
    List<RtnetlinkRequest> requests =
        List.of(new AddAddress(labelled), new AddAddress(on("fifteen-bytes-x", 32)));
    assertThat(kernel.apply(requests)).isEmpty();
    assertThat(kernel.addresses(false, "lo")).contains(labelled);
    assertThat(kernel.addresses(false, "fifteen-bytes-x")).hasSize(1);
    assertSameAsIp(false);
  }

  @Test
  void refusesAnIpv6AddressIfIpv6IsDisabled() throws Exception {
    Files.writeString(Path.of("/proc/sys/net/ipv6/conf/lo/disable_ipv6"), "1");
    assertThat(errno(new AddAddress(VIP6))).isEqualTo(Errno.EACCES);
  }

  @Test
  void anAbsentDeviceHasNoAddresses() {
    assertThat(kernel.addresses(false, "x0")).isEmpty();
    assertThat(kernel.addresses(true, "x0")).isEmpty();
  }

  @Test
  void listsOnlyTheDevice() {
    netns.run("ip link add br0 type bridge");
    assertThat(kernel.apply(List.of(new AddAddress(VIP), new AddAddress(on("br0", 32))))).isEmpty();
    assertThat(kernel.addresses(false, "br0")).extracting(Address::device).containsExactly("br0");
    assertThat(kernel.addresses(false, "")).extracting(Address::device).contains("lo", "br0");
  }

  @Test
  void refusesSomeOfManyAndAddsTheRest() {
    List<RtnetlinkRequest> requests = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      requests.add(new AddAddress(v4(Ip.parse("198.18.0.0").plus(i).toString(), "")));
    }
    requests.set(123, new AddAddress(on("x0", 32)));
    requests.set(300, requests.get(299));
    requests.set(499, requests.get(0));
    List<Refusal> refusals = kernel.apply(requests);
    assertThat(refusals).extracting(Refusal::index).containsExactly(123, 300, 499);
    assertThat(refusals)
        .extracting(refusal -> refusal.why().errno())
        .containsExactly(Errno.ENODEV, Errno.EEXIST, Errno.EEXIST);
    assertThat(kernel.addresses(false, "lo")).hasSize(1 + 500 - 3);
  }

  @Test
  void addsTenThousandAndReportsTenThousandRefusals() {
    List<RtnetlinkRequest> requests = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      Ip address = Ip.parse("198.18.0.0").plus(i);
      requests.add(new AddAddress(new Address("lo", address, 32, Scope.GLOBAL, "", false)));
    }
    assertThat(kernel.apply(requests)).isEmpty();
    assertThat(kernel.addresses(false, "lo")).hasSize(10_001);
    assertThat(kernel.apply(requests)).hasSize(10_000);
  }
}
