package io.lvsagent.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.agent.host.FakeHost;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.lab.Bench;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.model.Severity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A cluster asks a host for its addresses, its routers, and who the other directors are. */
@Tag("kernel")
final class SessionHostTest {
  private static final Ip PEER = Ip.parse("192.0.2.1");
  private static final Ip NOBODY = Ip.parse("192.0.2.9");

  @RegisterExtension final Lab lab = new Lab();
  @TempDir private Path folder;

  private SessionHost host(Ledger ledger) {
    Kernel none = new FakeHost(folder.resolve("sys")).kernel();
    Rtnetlink rtnetlink = lab.keep(lab.host().call(Rtnetlink::open));
    Kernel kernel =
        new Kernel(
            none.sysctls(),
            rtnetlink,
            none.ipvs(),
            none.nft(),
            none.arpRules(),
            none.wire(),
            none.modules());
    return new SessionHost(kernel, ledger);
  }

  private List<String> peers(SessionHost host, Ip... directors) {
    return lab.host().call(() -> host.peers("web.director", "eth0", List.of(directors)));
  }

  @Test
  void knowsItsDevicesAndRouters() {
    lab.host().ip("route add 198.51.100.0/24 via 192.0.2.1");
    SessionHost host = host(Ledger.EMPTY);
    assertThat(host.device(Ip.parse("192.0.2.2"))).contains("eth0");
    assertThat(host.device(PEER)).isEmpty();
    assertThat(host.router(Ip.parse("198.51.100.8"))).contains(PEER);
    assertThat(host.router(PEER)).isEmpty();
  }

  @Test
  void asksOnTheWireForADirectorThatTheKernelDoesNotKnow() {
    lab.host().ip("neigh flush dev eth0");
    assertThat(peers(host(Ledger.EMPTY), PEER)).containsExactly(Bench.PEER_MAC);
    lab.host().ip("neigh replace 192.0.2.9 lladdr 02:00:00:00:00:09 dev eth0");
    assertThat(peers(host(Ledger.EMPTY), NOBODY)).containsExactly("02:00:00:00:00:09");
  }

  @Test
  void takesADirectorThatIsDownFromTheLastStart() {
    assertThatThrownBy(() -> peers(host(Ledger.EMPTY), NOBODY))
        .isInstanceOf(HostRequirementException.class)
        .hasMessage(
            "director 192.0.2.9 does not answer on eth0: name its hardware address in \"peers\""
                + " under \"director\", if this host is to start without it");
    Started started =
        new Started("web.director", "director-local", "director", "", List.of(), true, "");
    Key table = new Key(Kind.NFT_TABLE, "netdev lvs-agent-web");
    Value peers =
        new Key(Kind.SYSCTL, "net/peers").parse("02:00:00:00:00:09 and 02:00:00:00:00:08");
    Expectation need =
        new Expectation(List.of(peers), false, Severity.BROKEN, "", List.of(started.name()));
    Ledger ledger = Ledger.EMPTY.starting(started, Map.of(table, need));
    assertThat(peers(host(ledger), NOBODY))
        .containsExactly("02:00:00:00:00:09", "02:00:00:00:00:08");
  }
}
