package io.lvsagent.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.host.FakeHost;
import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerStore;
import io.lvsagent.agent.plan.Unmet;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.RtnetlinkRequest.AddAddress;
import io.lvsagent.iface.route.Scope;
import io.lvsagent.profiles.config.CommandLineService;
import io.lvsagent.profiles.config.Service;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** IPv6 addresses of somebody else on a device that a service uses. */
final class Ipv6BesideOthersTest {
  @TempDir private Path folder;
  private FakeHost host;

  @BeforeEach
  void isThere() {
    host = new FakeHost(folder.resolve("sys"));
    host.device("eth0", "veth", 1);
    host.device("eth1", "veth", 1);
  }

  private void add(String device, String ip, int prefix) {
    host.say(new AddAddress(new Address(device, Ip.parse(ip), prefix, Scope.GLOBAL, "", false)));
  }

  private static Service service(String profile, String vips, Optional<String> device) {
    Optional<String> name = Optional.of("web");
    return new CommandLineService(
            profile, List.of(vips.split(" ")), List.of(), device, Optional.empty(), name)
        .service();
  }

  private RunResult start(Service service) {
    return run(RunRequest.start(List.of(service), List.of(), Drains.KEPT));
  }

  private RunResult stop(boolean force) {
    return run(RunRequest.stop(List.of("web"), force));
  }

  private RunResult run(RunRequest request) {
    try (LedgerStore store = LedgerStore.toWrite(folder.resolve("state"), Path.of("host"), 0)) {
      Ledger ledger = Reconciler.current(host.kernel(), store.read());
      return Reconciler.run(host.kernel(), store, ledger, List.of(request));
    }
  }

  @Test
  void aVipThatTheDeviceHasWithAnotherPrefixIsUnmet() {
    add("eth1", "2001:db8::10", 64);
    RunResult started = start(service("director-dr", "2001:db8::10", Optional.of("eth1")));
    assertThat(started.failure()).isEmpty();
    assertThat(started.unmet().stream().map(Unmet::key).map(Object::toString))
        .containsExactlyInAnyOrder("address eth1 2001:db8::10/64", "address eth1 2001:db8::10/128");
  }

  @Test
  void anAddressKeepsTheLinkUpThatItWouldBeLostWith() {
    add("lo", "2001:db8::99", 128);
    start(service("dr", "192.0.2.10", Optional.empty()));
    RunResult stopped = stop(false);
    assertThat(stopped.notes().toString()).contains("link lo stays: 2001:db8::99 is on it");
    assertThat(host.kernel().rtnetlink().addresses(true, "lo").toString()).contains("::99/128");
  }

  @Test
  void anAddressIsPutBackWhereTheLinkGoesDownAllTheSame() {
    add("lo", "2001:db8::99", 128);
    Set<String> before = host.snapshot();
    start(service("dr", "192.0.2.10", Optional.empty()));
    stop(true);
    assertThat(host.snapshot()).isEqualTo(before);
  }

  /**
   * conf/default reaches a device until it has had an address of IPv4: those of IPv6 do not count.
   */
  @Test
  void aDeviceTakesTheDefaultAlongAndGivesItBack() {
    host.set("default", "send_redirects", "1");
    add("eth1", "2001:db8::99", 128);
    start(service("director-dr", "192.0.2.10 2001:db8::10", Optional.of("eth0")));
    assertThat(host.sysctl("eth1", "send_redirects")).isEqualTo("0");
    add("eth1", "10.0.0.2", 24);
    stop(true);
    assertThat(host.sysctl("eth1", "send_redirects")).isEqualTo("1");
  }
}
