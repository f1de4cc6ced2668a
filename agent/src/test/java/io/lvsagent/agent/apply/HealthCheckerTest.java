package io.lvsagent.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.host.FakeHost;
import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerStore;
import io.lvsagent.agent.plan.Unmet;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.agent.verify.Verification;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.IpvsEdit;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.Tunnel;
import io.lvsagent.iface.ipvs.VirtualService;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.RtnetlinkRequest.AddRoute;
import io.lvsagent.iface.route.Scope;
import io.lvsagent.profiles.config.Config;
import io.lvsagent.profiles.config.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Beside a health checker, which removes real servers that are dead or sets their weight to 0, and
 * adds them again. With {@code weights: initial} lvs-agent leaves that to it.
 */
final class HealthCheckerTest {
  private static final ServiceMatch HTTP = ServiceMatch.parse("tcp 192.0.2.10:80");

  private static final int RTPROT_BOOT = 3;

  @TempDir private Path folder;
  private FakeHost host;
  private Set<String> before;
  private Path origin;
  private List<Service> services = List.of();

  @BeforeEach
  void isUp() throws IOException {
    host = new FakeHost(folder.resolve("sys"));
    host.device("eth0", "veth", 1);
    host.device("ppp0", "ppp", 0x81);
    host.say(new AddRoute(toRealServers()));
    before = host.snapshot();
    origin = folder.resolve("lvs.yaml");
    config("initial", "[{rip: 10.0.0.5, weight: 3}, 10.0.0.6]");
    start();
  }

  private static Route toRealServers() {
    return new Route(
        Route.TABLE_MAIN,
        IpPrefix.parse("10.0.0.0/24"),
        0,
        0,
        Route.TYPE_UNICAST,
        Scope.LINK,
        RTPROT_BOOT,
        "ppp0",
        Optional.empty(),
        Optional.empty());
  }

  private void config(String weights, String servers) throws IOException {
    Files.writeString(
        origin,
        """
        services:
          web:
            profile: director-dr
            device: eth0
            vips: [192.0.2.10]
            announce: {count: 0}
            probe: false
            weights: %s
            virtual-servers: [{tcp: 80, real-servers: %s}]
        """
            .formatted(weights, servers));
    services = Config.read(origin, uid -> true).services();
  }

  private RunResult start() {
    return run(RunRequest.start(services, List.of(), Drains.KEPT));
  }

  private RunResult stop() {
    return run(RunRequest.stop(List.of("web"), false));
  }

  private RunResult run(RunRequest... inTurn) {
    try (LedgerStore store = LedgerStore.toWrite(folder, Path.of("state"), 0)) {
      Ledger ledger = Reconciler.current(host.kernel(), store.read());
      boolean starts = !inTurn[inTurn.length - 1].starting().isEmpty();
      RunResult result =
          starts
              ? Start.run(host.kernel(), store, ledger, List.of(inTurn), true)
              : Reconciler.run(host.kernel(), store, ledger, List.of(inTurn));
      assertThat(result.failure()).isEmpty();
      return result;
    }
  }

  private void restart() {
    RunRequest start = RunRequest.start(services, List.of(), Drains.KEPT);
    run(RunRequest.stop(List.of("web"), false), start);
  }

  private static RealServer server(String rip, int weight) {
    Endpoint at = Endpoint.parse(rip + ":80");
    return new RealServer(at, Forwarding.DIRECT, weight, 0, 0, Tunnel.IPIP);
  }

  private void checkerRemoves(String rip) {
    host.say(new IpvsEdit.DeleteServer(HTTP, server(rip, 0).endpoint()));
  }

  private void checkerAdds(String rip, int weight) {
    host.say(new IpvsEdit.AddServer(HTTP, server(rip, weight)));
  }

  private void checkerSets(String rip, int weight) {
    host.say(new IpvsEdit.SetServer(HTTP, server(rip, weight)));
  }

  private List<String> table() {
    return host.kernel().ipvs().table().stream()
        .flatMap(listed -> listed.servers().stream())
        .map(one -> one.server().endpoint() + " " + one.server().weight())
        .toList();
  }

  private boolean drifts() {
    try (LedgerStore store = LedgerStore.toRead(folder, Path.of("state"), 0)) {
      Ledger ledger = store.read();
      return Verification.of(host.kernel(), ledger, services, origin.toString(), true).stream()
          .anyMatch(status -> status.drifted(true) || status.state() != ServiceStatus.State.UP);
    }
  }

  private void isLeft(String... servers) {
    assertThat(drifts()).isFalse();
    RunResult started = start();
    assertThat(started.changes()).isEmpty();
    assertThat(started.unmet()).isEmpty();
    assertThat(table()).containsExactlyInAnyOrder(servers);
  }

  @Test
  void aRealServerThatItRemovedIsNotAddedAgain() {
    checkerRemoves("10.0.0.5");
    isLeft("10.0.0.6:80 1");
    checkerAdds("10.0.0.5", 7);
    isLeft("10.0.0.5:80 7", "10.0.0.6:80 1");
  }

  @Test
  void aWeightThatItSetIsLeft() {
    checkerSets("10.0.0.5", 0);
    isLeft("10.0.0.5:80 0", "10.0.0.6:80 1");
  }

  @Test
  void aRestartKeepsWhatItFound() {
    checkerSets("10.0.0.5", 0);
    checkerRemoves("10.0.0.6");
    restart();
    isLeft("10.0.0.5:80 0");
    restart();
    isLeft("10.0.0.5:80 0");
    checkerAdds("10.0.0.6", 1);
    checkerSets("10.0.0.5", 3);
    restart();
    isLeft("10.0.0.5:80 3", "10.0.0.6:80 1");
    stop();
    assertThat(host.snapshot()).isEqualTo(before);
  }

  /** A checker that ends may take the virtual service along. */
  @Test
  void aVirtualServiceThatItTookAlongIsMadeAgainWithItsRealServers() {
    checkerRemoves("10.0.0.6");
    host.say(new IpvsEdit.DeleteService(HTTP));
    assertThat(drifts()).isTrue();
    start();
    isLeft("10.0.0.5:80 3", "10.0.0.6:80 1");
  }

  /** A checker that restarts makes the virtual service again before the repair timer does. */
  @Test
  void aVirtualServiceThatItMadeAgainIsOursAsBefore() {
    VirtualService made = host.kernel().ipvs().table().get(0).service();
    host.say(new IpvsEdit.DeleteService(HTTP));
    host.say(new IpvsEdit.AddService(made));
    checkerAdds("10.0.0.6", 7);
    isLeft("10.0.0.6:80 7");
    stop();
    assertThat(host.snapshot()).isEqualTo(before);
  }

  @Test
  void oneThatComesIntoTheConfigIsAdded() throws IOException {
    checkerRemoves("10.0.0.5");
    config("initial", "[10.0.0.5, 10.0.0.6, 10.0.0.7]");
    assertThat(drifts()).isTrue();
    start();
    isLeft("10.0.0.6:80 1", "10.0.0.7:80 1");
    config("initial", "[10.0.0.5, 10.0.0.6, 10.0.0.7, 10.0.0.8]");
    restart();
    isLeft("10.0.0.6:80 1", "10.0.0.7:80 1", "10.0.0.8:80 1");
  }

  @Test
  void oneThatWentWhileAServiceWasDownComesBack() {
    checkerRemoves("10.0.0.5");
    stop();
    assertThat(host.snapshot()).isEqualTo(before);
    start();
    isLeft("10.0.0.5:80 3", "10.0.0.6:80 1");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStopRemovesWhatTheCheckerLeftOfOurs(boolean added) {
    checkerRemoves("10.0.0.5");
    if (added) {
      checkerAdds("10.0.0.5", 1);
    }
    RunResult stopped = stop();
    assertThat(stopped.notes()).isEmpty();
    assertThat(host.snapshot()).isEqualTo(before);
  }

  @Test
  void managedWeightsAreMended() throws IOException {
    config("managed", "[{rip: 10.0.0.5, weight: 3}, 10.0.0.6]");
    checkerRemoves("10.0.0.5");
    checkerSets("10.0.0.6", 0);
    assertThat(drifts()).isTrue();
    assertThat(start().unmet()).extracting(Unmet::key).isEmpty();
    assertThat(table()).containsExactlyInAnyOrder("10.0.0.5:80 3", "10.0.0.6:80 1");
  }
}
