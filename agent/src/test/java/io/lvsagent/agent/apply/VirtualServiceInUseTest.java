package io.lvsagent.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.host.FakeHost;
import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerStore;
import io.lvsagent.agent.verify.Finding;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.agent.verify.Verification;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.IpvsEdit;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.Tunnel;
import io.lvsagent.profiles.config.Config;
import io.lvsagent.profiles.config.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else's real server in a virtual service of ours does not go with it. */
final class VirtualServiceInUseTest {
  private static final ServiceMatch HTTP = ServiceMatch.parse("tcp 192.0.2.10:80");
  private static final String STAYS =
      "ipvs service tcp 192.0.2.10:80 stays: real server 192.0.2.99:80 is in it";

  @TempDir private Path folder;
  private FakeHost host;
  private Set<String> before;
  private Path origin;

  @BeforeEach
  void isUp() throws IOException {
    host = new FakeHost(folder.resolve("sys"));
    host.device("eth0", "veth", 1);
    before = host.snapshot();
    origin = folder.resolve("lvs.yaml");
    start("[{tcp: [80, 443], real-servers: [10.0.0.5, 10.0.0.6]}]");
    host.say(new IpvsEdit.AddServer(HTTP, foreign(1)));
  }

  private static RealServer foreign(int weight) {
    Endpoint at = Endpoint.parse("192.0.2.99:80");
    return new RealServer(at, Forwarding.DIRECT, weight, 0, 0, Tunnel.IPIP);
  }

  private List<Service> config(String virtualServers) throws IOException {
    Files.writeString(
        origin,
        """
        services:
          web:
            profile: director-dr
            device: eth0
            vips: [192.0.2.10]
            virtual-servers: %s
        """
            .formatted(virtualServers));
    return Config.read(origin, uid -> true).services();
  }

  private RunResult start(String virtualServers) throws IOException {
    return run(RunRequest.start(config(virtualServers), List.of(), Drains.KEPT));
  }

  private RunResult run(RunRequest request) {
    try (LedgerStore store = LedgerStore.toWrite(folder.resolve("state"), Path.of("host"), 0)) {
      Ledger ledger = Reconciler.current(host.kernel(), store.read());
      return Reconciler.run(host.kernel(), store, ledger, List.of(request));
    }
  }

  private RunResult stop(boolean force) {
    return run(RunRequest.stop(List.of("web"), force));
  }

  private Ledger ledger() {
    try (LedgerStore store = LedgerStore.toRead(folder.resolve("state"), Path.of("host"), 0)) {
      return store.read();
    }
  }

  /** What services match, with their real servers. */
  private List<String> table() {
    return host.kernel().ipvs().table().stream()
        .map(
            listed ->
                listed.service().match()
                    + " "
                    + listed.servers().stream().map(s -> s.server().endpoint()).toList())
        .toList();
  }

  private static List<String> said(RunResult outcome) {
    assertThat(outcome.failure()).isEmpty();
    assertThat(outcome.unmet()).isEmpty();
    return outcome.notes().stream().map(Note::text).toList();
  }

  @Test
  void oursGoAndItStaysUntilTheOtherHasGone() {
    assertThat(said(stop(false))).containsExactly(STAYS);
    assertThat(table()).containsExactly("tcp 192.0.2.10:80 [192.0.2.99:80]");
    assertThat(said(stop(false))).containsExactly(STAYS);
    host.say(new IpvsEdit.DeleteServer(HTTP, foreign(1).endpoint()));
    assertThat(said(stop(false))).isEmpty();
    assertThat(host.snapshot()).isEqualTo(before);
    assertThat(ledger().entries()).isEmpty();
  }

  @Test
  void meanwhileItIsALeftover() throws IOException {
    stop(false);
    List<ServiceStatus> views =
        Verification.of(host.kernel(), ledger(), config("[{tcp: [80]}]"), origin.toString(), true);
    assertThat(views.stream().map(ServiceStatus::state))
        .containsExactly(ServiceStatus.State.STOPPED, ServiceStatus.State.LEFTOVERS);
    assertThat(views.get(1).findings()).extracting(Finding::key).containsExactly(HTTP.toString());
  }

  @Test
  void thePlanOfAStopIsTheSame() {
    PreparedRun draft =
        Applier.prepare(host.kernel(), ledger(), RunRequest.stop(List.of("web"), false));
    assertThat(draft.plan().changes())
        .extracting(change -> change.shell())
        .contains(
            "ipvsadm -D -t 192.0.2.10:443",
            "ipvsadm -d -t 192.0.2.10:80 -r 10.0.0.5:80",
            "ipvsadm -d -t 192.0.2.10:80 -r 10.0.0.6:80")
        .doesNotContain("ipvsadm -D -t 192.0.2.10:80");
    assertThat(draft.notes()).extracting(Note::text).containsExactly(STAYS);
  }

  @Test
  void forceTakesItAlong() {
    assertThat(said(stop(true))).isEmpty();
    assertThat(host.snapshot()).isEqualTo(before);
    assertThat(ledger().entries()).isEmpty();
  }

  @Test
  void aServiceThatIsPrunedLeavesItAndSaysSo() {
    assertThat(said(run(RunRequest.start(List.of(), List.of("web"), Drains.KEPT))))
        .containsExactly(STAYS);
    assertThat(table()).containsExactly("tcp 192.0.2.10:80 [192.0.2.99:80]");
    assertThat(ledger().services()).containsKey("web");
  }

  @Test
  void aPortThatIsConfiguredNoMoreLeavesItAndIsSaidOnce() throws IOException {
    String https = "[{tcp: 443, real-servers: [10.0.0.5]}]";
    assertThat(said(start(https))).containsExactly(STAYS);
    assertThat(table())
        .containsExactly("tcp 192.0.2.10:80 [192.0.2.99:80]", "tcp 192.0.2.10:443 [10.0.0.5:443]");
    assertThat(said(start(https))).isEmpty();
  }

  @Test
  void oneThatTheConfigWantsByNowIsOurs() throws IOException {
    assertThat(said(start("[{tcp: 80, real-servers: [10.0.0.5, 192.0.2.99]}]"))).isEmpty();
    assertThat(said(stop(false))).isEmpty();
    assertThat(host.snapshot()).isEqualTo(before);
  }

  @Test
  void oneThatTheConfigWantsOtherwiseIsNotOurs() throws IOException {
    host.say(new IpvsEdit.SetServer(HTTP, foreign(7)));
    RunResult started = start("[{tcp: 80, real-servers: [10.0.0.5, 192.0.2.99]}]");
    assertThat(started.unmet()).hasSize(1);
    assertThat(said(stop(false))).containsExactly(STAYS);
  }

  @Test
  void oneOfOursThatSomebodyChangedIsLeftInIt() {
    Endpoint at = Endpoint.parse("10.0.0.5:80");
    host.say(new IpvsEdit.DeleteServer(HTTP, foreign(1).endpoint()));
    host.say(
        new IpvsEdit.SetServer(HTTP, new RealServer(at, Forwarding.TUNNEL, 1, 0, 0, Tunnel.IPIP)));
    assertThat(said(stop(false)))
        .hasSize(2)
        .anyMatch(line -> line.startsWith("ipvs server tcp 192.0.2.10:80 10.0.0.5:80 is left at"))
        .contains("ipvs service tcp 192.0.2.10:80 stays: real server 10.0.0.5:80 is in it");
    assertThat(table()).containsExactly("tcp 192.0.2.10:80 [10.0.0.5:80]");
  }
}
