package io.lvsagent.iface.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Link.Decapsulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LinkTest {
  private static final int UP = 0x1;
  private static final Ip OWN = Ip.parse("192.0.2.2");
  private static final Ip OTHER = Ip.parse("192.0.2.9");

  private static Link link(String name, String kind, int flags, Decapsulation tunnel) {
    return new Link(1, name, kind, flags, 0, "", tunnel);
  }

  private static Decapsulation tunnel(Ip local, Ip remote, boolean external) {
    return new Decapsulation(Optional.ofNullable(local), Optional.ofNullable(remote), external, 4);
  }

  private static String taker(Link... others) {
    List<Link> links = new ArrayList<>(List.of(others));
    links.add(link("tunl0", "ipip", UP, tunnel(null, null, false)));
    return Link.taker(links, "tunl0", OWN::equals);
  }

  @Test
  void aDeviceWithAnAddressOfTheHostTakesWhatTheFallbackWouldTake() {
    assertThat(taker()).isEqualTo("tunl0");
    assertThat(taker(link("t1", "ipip", UP, tunnel(OWN, null, false)))).isEqualTo("t1");
    assertThat(taker(link("t1", "ipip", 0, tunnel(OWN, null, false)))).isEqualTo("tunl0");
    assertThat(taker(link("t1", "ipip", UP, tunnel(OTHER, null, false)))).isEqualTo("tunl0");
    assertThat(taker(link("t1", "ipip", UP, tunnel(OWN, OTHER, false)))).isEqualTo("tunl0");
    assertThat(taker(link("t1", "ip6tnl", UP, tunnel(OWN, null, false)))).isEqualTo("tunl0");
  }

  @Test
  void anExternalDeviceComesAfterThat() {
    Link external = link("t1", "ipip", UP, tunnel(null, null, true));
    assertThat(taker(external)).isEqualTo("t1");
    assertThat(taker(external, link("t2", "ipip", UP, tunnel(OWN, null, false)))).isEqualTo("t2");
  }

  @Test
  void onlyAFallbackDeviceHasAnother() {
    Link eth0 = link("eth0", "veth", UP, Decapsulation.NONE);
    Link bound = link("t1", "ipip", UP, tunnel(OTHER, null, false));
    Link external = link("t2", "ipip", UP, tunnel(null, null, true));
    List<Link> links = List.of(eth0, bound, external);
    for (String device : List.of("eth0", "t1", "t3")) {
      assertThat(Link.taker(links, device, OWN::equals)).isEqualTo(device);
    }
  }

  @Test
  void refusesTheFamilyOfAnotherProtocol() {
    assertThat(tunnel(null, null, false).refuses(true)).isTrue();
    assertThat(tunnel(null, null, false).refuses(false)).isFalse();
    assertThat(Decapsulation.NONE.refuses(true)).isFalse();
  }

  @Test
  void aPortOfAVrfHandlesItsOwnPackets() {
    Link vrf = new Link(7, "blue", "vrf", UP, 0, "");
    Link port = new Link(8, "eth0", "veth", UP, 7, "vrf");
    Link bridged = new Link(9, "eth1", "veth", UP, 7, "bridge");
    List<Link> links = List.of(vrf, port, bridged);
    assertThat(port.isPort()).isFalse();
    assertThat(bridged.isPort()).isTrue();
    assertThat(port.doesArp()).isTrue();
    assertThat(bridged.doesArp()).isFalse();
    assertThat(Link.vrf(links, "eth0")).isEqualTo("blue");
    assertThat(Link.vrf(links, "eth1")).isEmpty();
    assertThat(Link.vrf(List.of(port), "eth0")).isEmpty();
  }

  @Test
  void isRunningWithACarrierAlone() {
    assertThat(new Link(8, "eth0", "veth", UP, 0, "").isRunning()).isFalse();
    assertThat(new Link(8, "eth0", "veth", UP | 0x40, 0, "").isRunning()).isTrue();
    assertThat(new Link(8, "dummy0", "dummy", UP | 0x80, 0, "").doesArp()).isFalse();
    assertThat(new Link(1, "lo", "", UP | 0x8, 0, "").isLoopback()).isTrue();
  }
}
