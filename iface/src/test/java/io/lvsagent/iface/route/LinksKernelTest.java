package io.lvsagent.iface.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.Refusal;
import io.lvsagent.iface.netns.NetnsFixture;
import io.lvsagent.iface.route.RtnetlinkRequest.AddLink;
import io.lvsagent.iface.route.RtnetlinkRequest.DeleteLink;
import io.lvsagent.iface.route.RtnetlinkRequest.SetUp;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("kernel")
class LinksKernelTest {
  @RegisterExtension final NetnsFixture netns = new NetnsFixture();

  private Rtnetlink kernel;

  @BeforeEach
  void open() {
    kernel = Rtnetlink.open();
  }

  @AfterEach
  void close() {
    kernel.close();
  }

  private Link link(String name) {
    return kernel.links().stream().filter(link -> link.name().equals(name)).findAny().orElseThrow();
  }

  private int errno(RtnetlinkRequest request) {
    List<Refusal> refusals = kernel.apply(List.of(request));
    return refusals.isEmpty() ? 0 : refusals.get(0).why().errno();
  }

  @Test
  void loIsDownInANewNamespace() {
    Link lo = link("lo");
    assertThat(lo.isLoopback()).isTrue();
    assertThat(lo.isUp()).isFalse();
    assertThat(lo.doesArp()).isFalse();
  }

  @Test
  void setsALinkUpAndDown() {
    assertThat(errno(new SetUp("lo", true))).isZero();
    assertThat(link("lo").isUp()).isTrue();
    assertThat(errno(new SetUp("lo", false))).isZero();
    assertThat(link("lo").isUp()).isFalse();
  }

  @Test
  void addsUsesAndDeletesALinkInOneBatch() {
    List<RtnetlinkRequest> requests =
        List.of(
            new AddLink("br0", "bridge"),
            new SetUp("br0", true),
            new DeleteLink("br0"),
            new AddLink("br0", "bridge"),
            new SetUp("br0", true));
    assertThat(kernel.apply(requests)).isEmpty();
    assertThat(link("br0").kind()).isEqualTo("bridge");
    assertThat(link("br0").isUp()).isTrue();
    assertThat(link("br0").doesArp()).isTrue();
  }

  @Test
  void aPortOfABridgeHasItsMastersIndexAndKind() {
    netns.run("ip link add br0 type bridge");
    netns.run("ip link add port type veth peer name peer");
    netns.run("ip link set port master br0");
    Link port = link("port");
    assertThat(port.kind()).isEqualTo("veth");
    assertThat(port.master()).isEqualTo(link("br0").index());
    assertThat(port.masterKind()).isEqualTo("bridge");
    assertThat(port.doesArp()).isFalse();
    assertThat(link("peer").doesArp()).isTrue();
  }

  @Test
  void namesMayHoldDotsAndHaveFifteenBytes() {
    assertThat(errno(new AddLink("eth0.100", "bridge"))).isZero();
    assertThat(errno(new AddLink("fifteen-bytes-x", "bridge"))).isZero();
    assertThat(kernel.links()).extracting(Link::name).contains("eth0.100", "fifteen-bytes-x");
    assertThat(errno(new SetUp("fifteen-bytes-x", true))).isZero();
  }

  @Test
  void refusesANameOfSixteenBytes() {
    assertThat(errno(new AddLink("sixteen-bytes-xy", "bridge"))).isEqualTo(Errno.ERANGE);
    assertThat(errno(new SetUp("sixteen-bytes-xy", true))).isEqualTo(Errno.ENODEV);
  }

  @Test
  void refusesATakenName() {
    assertThat(errno(new AddLink("lo", "bridge"))).isEqualTo(Errno.EEXIST);
  }

  @Test
  void refusesAnUnknownKind() {
    assertThat(errno(new AddLink("x0", "nosuchkind"))).isEqualTo(Errno.EOPNOTSUPP);
  }

  @Test
  void theRefusalForAnUnknownDeviceNamesTheRequest() {
    List<Refusal> refusals = kernel.apply(List.of(new SetUp("lo", true), new SetUp("x0", true)));
    assertThat(refusals).extracting(Refusal::index).containsExactly(1);
    assertThat(refusals.get(0).why()).hasMessage("set link x0 up: ENODEV (No such device)");
    assertThat(errno(new DeleteLink("x0"))).isEqualTo(Errno.ENODEV);
  }

  @Test
  void anAltnameIsNotAName() {
    netns.run("ip link property add dev lo altname other");
    assertThat(errno(new SetUp("other", true))).isEqualTo(Errno.ENODEV);
  }

  @Test
  void aRenameBetweenCallsIsNoticed() {
    netns.run("ip link add one type bridge");
    assertThat(errno(new SetUp("one", true))).isZero();
    netns.run("ip link set one down");
    netns.run("ip link set one name two");
    assertThat(errno(new SetUp("one", true))).isEqualTo(Errno.ENODEV);
    assertThat(errno(new SetUp("two", true))).isZero();
  }

  @Test
  void readsManyLinks() {
    List<RtnetlinkRequest> requests = new java.util.ArrayList<>();
    for (int i = 0; i < 100; i++) {
      requests.add(new AddLink("br" + i, "bridge"));
    }
    assertThat(kernel.apply(requests)).isEmpty();
    assertThat(kernel.links()).hasSizeGreaterThan(100).extracting(Link::name).contains("br99");
  }
}
