package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.OnOneHost;
import io.lvsagent.agent.lab.Patience;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import io.lvsagent.agent.lab.Wire;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A NAT director forwards the answers of IPv6 real servers, which changes its host in many ways.
 */
final class Ipv6ForwardingTest extends OnOneHost {
  private static final String ALL = "net/ipv6/conf/all/forwarding";

  /** Returns the arguments for a director with this VIP and more keys of its service. */
  private String director(String vip, String more) {
    return "-c "
        + lab.first()
            .config(
                "services: {lb: {profile: director-nat, device: eth0, vips: ['"
                    + vip
                    + "'], probe: false, announce: {count: 0}"
                    + more
                    + "}}")
        + " ";
  }

  private String defaultRoute() {
    return host().sh("ip -6 route show default proto ra");
  }

  private void awaitAdvertisedRoute() {
    Wire wire = lab.keep(Wire.of(lab.first()));
    Patience.until(
        "the default route that was offered",
        () -> {
          wire.advertise();
          LockSupport.parkNanos(20_000_000);
          return !defaultRoute().isEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"eth0", "default", "lo"})
  void theForwardingOfEveryDeviceIsRestored(String forwarder) {
    host().ip("link add eth1 type veth peer name other");
    host().sysctl("net/ipv6/conf/" + forwarder + "/forwarding", 1);
    Snapshot before = Snapshot.of(host());
    String lb = director("2001:db8::10", "");
    String plan = ok(lb + "plan").out();
    assertThat(plan).contains("sysctl -q -w " + ALL + "=1\n").doesNotContain("ipv4");
    assertThat(ok(lb + "start").out()).startsWith(plan);
    assertThat(host().sysctl("net/ipv6/conf/eth1/forwarding")).isEqualTo("1");
    ok(lb + "verify");
    ok(lb + "stop");
    assertThat(changed(before)).isEmpty();
  }

  @Test
  void anIpv4VipLeavesItAlone() {
    String lb = director("192.0.2.10", "");
    assertThat(ok(lb + "start").out()).contains("net/ipv4/ip_forward=1").doesNotContain("ipv6");
    assertThat(host().sysctl(ALL)).isEqualTo("0");
    ok(lb + "stop");
  }

  @Test
  void itStaysForADeviceThatCameLater() {
    String lb = director("2001:db8::10", "");
    ok(lb + "start");
    host().ip("link add eth1 type veth peer name other");
    assertThat(ok(lb + "stop").err()).contains(ALL + " stays: device ", "may forward");
    assertThat(host().sysctl(ALL)).isEqualTo("1");
    host().ip("link del eth1");
    ok(lb + "stop");
    assertThat(host().sysctl(ALL)).isEqualTo("0");
  }

  @Test
  void anAdvertisedDefaultRouteIsNotTakenAlong() {
    awaitAdvertisedRoute();
    Snapshot before = Snapshot.of(host());
    Run start = lab.agent(director("2001:db8::10", "") + "start");
    assertThat(start.exit()).isEqualTo(78);
    assertThat(start.err())
        .contains(
            ALL + " 1 would end the default route on eth0",
            "set net/ipv6/conf/eth0/accept_ra to 2");
    assertThat(before.differencesTo(Snapshot.of(host())))
        .allMatch(difference -> difference.contains("route show"));
    // it would have been
    host().sysctl(ALL, 1);
    assertThat(defaultRoute()).isEmpty();
  }

  @Test
  void aDeviceThatAcceptsAdvertisementsAnywayKeepsItsRoute() {
    awaitAdvertisedRoute();
    String lb = director("2001:db8::10", ", sysctls: {net/ipv6/conf/eth0/accept_ra: 2}");
    ok(lb + "start");
    assertThat(host().sysctl(ALL)).isEqualTo("1");
    assertThat(defaultRoute()).isNotEmpty();
    ok(lb + "stop");
    assertThat(host().sysctl(ALL)).isEqualTo("0");
    assertThat(host().sysctl("net/ipv6/conf/eth0/accept_ra")).isEqualTo("1");
    assertThat(defaultRoute()).isNotEmpty();
  }
}
