package io.lvsagent.iface.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.Refusal;
import io.lvsagent.iface.netns.NetnsFixture;
import io.lvsagent.iface.route.RtnetlinkRequest.DeleteNeighbour;
import io.lvsagent.iface.route.RtnetlinkRequest.ReplaceNeighbour;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("kernel")
class NeighboursKernelTest {
  private static final String MAC = "02:00:00:00:00:21";
  private static final String OTHER_MAC = "02:00:00:00:00:22";

  @RegisterExtension final NetnsFixture netns = new NetnsFixture();

  private final IpTool ip = new IpTool(netns);
  private Rtnetlink kernel;

  @BeforeEach
  void open() {
    netns.run("ip link add eth0 type veth peer name peer");
    netns.run("ip link set eth0 up");
    netns.run("ip link set peer up");
    netns.run("ip addr add 192.0.2.1/24 dev eth0");
    kernel = Rtnetlink.open();
  }

  @AfterEach
  void close() {
    kernel.close();
  }

  private static Neighbour of(String address, String lladdr) {
    return Neighbour.permanent("eth0", Ip.parse(address), lladdr);
  }

  private int errno(RtnetlinkRequest request) {
    List<Refusal> refusals = kernel.apply(List.of(request));
    return refusals.isEmpty() ? 0 : refusals.get(0).why().errno();
  }

  private List<Neighbour> permanent(boolean v6) {
    return kernel.neighbours(v6, "eth0").stream().filter(Neighbour::isPermanent).toList();
  }

  /** Retries, because the kernel changes learnt entries by itself. */
  private void assertSameAsIp(boolean v6) {
    Awaiting.untilAsserted(
        () ->
            assertThat(kernel.neighbours(v6, "eth0"))
                .containsExactlyInAnyOrderElementsOf(ip.neighbours(v6, "eth0")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.21", "2001:db8::21"})
  void addsAndDeletesAnEntry(String address) {
    Neighbour neighbour = of(address, MAC);
    boolean v6 = neighbour.ip().isV6();
    assertThat(errno(new ReplaceNeighbour(neighbour))).isZero();
    assertThat(permanent(v6)).containsExactly(neighbour);
    assertSameAsIp(v6);
    assertThat(errno(new DeleteNeighbour(neighbour))).isZero();
    assertThat(permanent(v6)).isEmpty();
    assertThat(errno(new DeleteNeighbour(neighbour))).isEqualTo(Errno.ENOENT);
  }

  @Test
  void replacesLearntAndForeignEntries() {
    netns.run("ip neigh add 192.0.2.21 lladdr " + OTHER_MAC + " dev eth0 nud stale");
    netns.run("ip neigh add 192.0.2.22 lladdr " + OTHER_MAC + " dev eth0 nud permanent");
    assertThat(kernel.neighbours(false, "eth0")).hasSize(2);
    assertThat(kernel.neighbours(false, "eth0").stream().filter(Neighbour::isLearnt))
        .singleElement()
        .satisfies(learnt -> assertThat(learnt.ip()).hasToString("192.0.2.21"));
    assertThat(permanent(false)).containsExactly(of("192.0.2.22", OTHER_MAC));
    assertSameAsIp(false);
    List<RtnetlinkRequest> requests =
        List.of(
            new ReplaceNeighbour(of("192.0.2.21", MAC)),
            new ReplaceNeighbour(of("192.0.2.22", MAC)));
    assertThat(kernel.apply(requests)).isEmpty();
    assertThat(permanent(false))
        .containsExactlyInAnyOrder(of("192.0.2.21", MAC), of("192.0.2.22", MAC));
  }

  @Test
  void addsAForeignEntryAgainUnchanged() {
    netns.run(
        "ip neigh add 192.0.2.21 lladdr " + MAC + " dev eth0 nud permanent router protocol static");
    List<Neighbour> before = permanent(false);
    assertThat(before)
        .containsExactly(Neighbour.permanent("eth0", Ip.parse("192.0.2.21"), MAC, 0x80, 4));
    assertSameAsIp(false);
    assertThat(errno(new DeleteNeighbour(before.get(0)))).isZero();
    assertThat(errno(new ReplaceNeighbour(before.get(0)))).isZero();
    assertThat(permanent(false)).isEqualTo(before);
    assertSameAsIp(false);
  }

  @Test
  void listsOnlyTheDevice() {
    netns.run("ip neigh add 192.0.2.21 lladdr " + MAC + " dev peer nud permanent");
    assertThat(kernel.neighbours(false, "eth0")).isEmpty();
    assertThat(kernel.neighbours(false, "peer")).hasSize(1);
    assertThat(kernel.neighbours(false, "x0")).isEmpty();
  }

  @Test
  void listsProxyEntriesAlone() {
    netns.run("ip neigh add 192.0.2.21 lladdr " + MAC + " dev eth0 nud permanent");
    netns.run("ip neigh add proxy 192.0.2.22 dev eth0");
    netns.run("ip neigh add proxy 2001:db8::22 dev peer");
    assertThat(kernel.proxies(false))
        .singleElement()
        .satisfies(
            entry -> assertThat(entry.device() + " " + entry.ip()).isEqualTo("eth0 192.0.2.22"));
    assertThat(kernel.proxies(true))
        .singleElement()
        .satisfies(
            entry -> assertThat(entry.device() + " " + entry.ip()).isEqualTo("peer 2001:db8::22"));
    assertThat(permanent(false)).containsExactly(of("192.0.2.21", MAC));
  }

  @Test
  void reportsTheKernelsErrorNumbers() {
    Neighbour elsewhere = Neighbour.permanent("x0", Ip.parse("192.0.2.21"), MAC);
    assertThat(errno(new ReplaceNeighbour(elsewhere))).isEqualTo(Errno.ENODEV);
    assertThat(errno(new ReplaceNeighbour(of("192.0.2.21", "02:00:00")))).isEqualTo(Errno.EINVAL);
  }

  /** A plan has to know both cases: a device that goes down, or loses its last IPv4 address. */
  @Test
  void theKernelDropsEntriesWithTheirDeviceAndTheLastIpv4Address() {
    List<RtnetlinkRequest> requests =
        List.of(
            new ReplaceNeighbour(of("192.0.2.21", MAC)),
            new ReplaceNeighbour(of("2001:db8::21", MAC)));
    kernel.apply(requests);
    netns.run("ip link set peer down");
    assertThat(permanent(false)).as("without carrier").hasSize(1);
    netns.run("ip addr del 192.0.2.1/24 dev eth0");
    assertThat(permanent(false)).as("without an address").isEmpty();
    assertThat(permanent(true)).as("IPv6 does not depend on the last IPv4 address").hasSize(1);
    kernel.apply(requests);
    netns.run("ip link set eth0 down");
    assertThat(permanent(false)).as("down").isEmpty();
    assertThat(permanent(true)).as("down").isEmpty();
    assertThat(kernel.apply(requests)).as("added while it is down").isEmpty();
    netns.run("ip link set eth0 up");
    assertThat(permanent(false)).as("up again").hasSize(1);
    assertThat(permanent(true)).as("up again").hasSize(1);
  }
}
