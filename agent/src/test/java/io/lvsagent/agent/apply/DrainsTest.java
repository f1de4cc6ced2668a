package io.lvsagent.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.host.FakeHost;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerStore;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.IpvsEdit;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.TableEntry;
import io.lvsagent.iface.ipvs.Tunnel;
import io.lvsagent.profiles.config.Config;
import io.lvsagent.profiles.config.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A drained real server stays drained until somebody says otherwise. */
final class DrainsTest {
  private static final Ip RIP = Ip.parse("10.0.0.5");

  @TempDir private Path folder;
  private FakeHost host;
  private List<Service> services;

  @BeforeEach
  void isUp() throws IOException {
    host = new FakeHost(folder.resolve("sys"));
    host.device("eth0", "veth", 1);
    services = config("{rip: 10.0.0.5, weight: 3}", "managed");
    run(RunRequest.start(services, List.of(), Drains.KEPT));
  }

  private List<Service> config(String server, String weights) throws IOException {
    Path file = folder.resolve("lvs.yaml");
    Files.writeString(
        file,
        """
        services:
          web:
            profile: director-dr
            device: eth0
            vips: [192.0.2.10]
            weights: %s
            virtual-servers:
              - {tcp: 80, real-servers: [%s, 10.0.0.6]}
              - {tcp: 443, real-servers: [%s]}
        """
            .formatted(weights, server, server));
    return Config.read(file, uid -> true).services();
  }

  private RunResult run(RunRequest request) {
    try (LedgerStore store = LedgerStore.toWrite(folder.resolve("state"), Path.of("host"), 0)) {
      Ledger ledger = Reconciler.current(host.kernel(), store.read());
      return Reconciler.run(host.kernel(), store, ledger, List.of(request));
    }
  }

  private Ledger ledger() {
    try (LedgerStore store = LedgerStore.toRead(folder.resolve("state"), Path.of("host"), 0)) {
      return store.read();
    }
  }

  private RunResult drain(boolean drained, int port) {
    List<Key> keys = Drains.at(ledger(), RIP, port);
    return run(new RunRequest(List.of(), List.of(), false, false, new Drains(keys, drained)));
  }

  private RunResult start() {
    return run(RunRequest.start(services, List.of(), Drains.KEPT));
  }

  /** Of the real servers at the address, in the table's order. */
  private List<Integer> weights() {
    return host.kernel().ipvs().table().stream()
        .flatMap(listed -> listed.servers().stream())
        .map(TableEntry.Server::server)
        .filter(server -> server.endpoint().ip().equals(RIP))
        .map(RealServer::weight)
        .toList();
  }

  @Test
  void goesFromEveryServiceAndNothingElseIsTouched() {
    host.forward(false);
    RunResult outcome = drain(true, 0);
    assertThat(outcome.failure()).isEmpty();
    assertThat(weights()).containsExactly(0, 0);
    assertThat(outcome.changes()).hasSize(2);
  }

  @Test
  void aPortIsDrainedByItself() {
    drain(true, 443);
    assertThat(weights()).containsExactly(3, 0);
  }

  @Test
  void aStartLeavesItDrainedAndMendsAWeightMovedByHand() {
    drain(true, 0);
    assertThat(start().changes()).isEmpty();
    Endpoint at = new Endpoint(RIP, 80);
    RealServer moved = new RealServer(at, Forwarding.DIRECT, 9, 0, 0, Tunnel.IPIP);
    host.say(new IpvsEdit.SetServer(host.kernel().ipvs().table().get(0).service().match(), moved));
    start();
    assertThat(weights()).containsExactly(0, 0);
  }

  @Test
  void undrainedItHasWhatIsConfigured() {
    drain(true, 0);
    drain(false, 0);
    assertThat(weights()).containsExactly(3, 3);
    assertThat(ledger().drains()).isEmpty();
    assertThat(start().changes()).isEmpty();
  }

  @Test
  void drainingTwiceIsDrainingOnce() {
    drain(true, 0);
    assertThat(drain(true, 0).changes()).isEmpty();
    drain(false, 0);
    assertThat(weights()).containsExactly(3, 3);
  }

  @Test
  void anotherWeightInTheConfigEndsIt() throws IOException {
    drain(true, 0);
    services = config("{rip: 10.0.0.5, weight: 4}", "managed");
    start();
    assertThat(weights()).containsExactly(4, 4);
    assertThat(ledger().drains()).isEmpty();
  }

  @Test
  void aStartMayEndAllOfThem() {
    drain(true, 0);
    run(RunRequest.start(services, List.of(), Drains.none(ledger())));
    assertThat(weights()).containsExactly(3, 3);
    assertThat(ledger().drains()).isEmpty();
  }

  @Test
  void aStartMayEndThoseOfServicesThatAreDown() {
    drain(true, 0);
    run(RunRequest.stop(List.of("web"), false));
    run(RunRequest.start(services, List.of(), Drains.none(ledger())));
    assertThat(weights()).containsExactly(3, 3);
    assertThat(ledger().drains()).isEmpty();
  }

  @Test
  void outlivesAStopAndAStart() {
    drain(true, 0);
    run(RunRequest.stop(List.of("web"), false));
    assertThat(host.kernel().ipvs().table()).isEmpty();
    start();
    assertThat(weights()).containsExactly(0, 0);
  }

  @Test
  void aWeightThatIsOnlyInitialIsDrainedToo() throws IOException {
    services = config("{rip: 10.0.0.5, weight: 3}", "initial");
    start();
    drain(true, 0);
    assertThat(start().changes()).isEmpty();
    assertThat(weights()).containsExactly(0, 0);
    drain(false, 0);
    assertThat(weights()).containsExactly(3, 3);
    assertThat(start().changes()).isEmpty();
    assertThat(ledger().drains()).isEmpty();
  }

  @Test
  void nothingIsLeftOfItOnceTheRealServerIsNotConfigured() throws IOException {
    drain(true, 443);
    services = config("10.0.0.7", "managed");
    start();
    assertThat(ledger().drains()).isEmpty();
    assertThat(weights()).isEmpty();
  }
}
