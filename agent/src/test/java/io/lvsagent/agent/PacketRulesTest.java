package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.agent.host.FakeHost.Crash;
import io.lvsagent.agent.lab.Bench;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Node;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Snapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The nftables table with which a director changes packets. */
@Tag("kernel")
final class PacketRulesTest {
  private static final String NAT =
      """
      services:
        lb:
          profile: director-nat
          device: eth0
          vips: [192.0.2.10, "2001:db8::10"]
          masquerade: [192.168.1.0/25, 192.168.1.128/25, "2001:db8:1::/64"]
      """;

  /** A foreign table, in which the agent must not change anything. */
  private static final String FOREIGN =
      "nft 'table ip filter { chain input { type filter hook input priority 0; counter; }; }'";

  @RegisterExtension final Lab lab = new Lab();

  private Node inner;
  private Path config;

  /** Adds a host behind the director, on a subnet that the peer does not know. */
  @BeforeEach
  void setUp() {
    inner = lab.keep(new Node("i"));
    inner.sysctl("net/ipv6/conf/default/accept_dad", 0);
    host().ip("link add eth1 type veth peer name eth0 netns " + inner.name());
    host()
        .ip(
            "link set eth1 up",
            "addr add 192.168.1.1/24 dev eth1",
            "addr add 192.168.2.1/24 dev eth1");
    host().ip("addr add 2001:db8:1::1/64 dev eth1", "addr add 2001:db8::2/64 dev eth0");
    lab.peer().ip("addr add 2001:db8::1/64 dev eth0");
    host().sysctl("net/ipv6/conf/all/forwarding", 1);
    inner.ip("link set lo up", "link set eth0 up", "addr add 192.168.1.11/24 dev eth0");
    inner.ip("addr add 192.168.2.11/24 dev eth0", "addr add 2001:db8:1::11/64 dev eth0");
    inner.ip("route add default via 192.168.1.1", "route add 2000::/3 via 2001:db8:1::1");
    host().awaitUp("eth0", "eth1");
    host().awaitLocal("2001:db8::2");
    config = lab.first().config(NAT);
  }

  private Node host() {
    return lab.host();
  }

  private Run agent(String words) {
    return lab.agent("-c " + config + " " + words);
  }

  private Run ok(String words) {
    Run run = agent(words);
    assertThat(run.exit()).as(words + "\n" + run.out() + run.err()).isZero();
    return run;
  }

  private String tables() {
    return host().sh("nft -s list ruleset ip; nft -s list ruleset ip6");
  }

  /**
   * Returns the source with which the peer sees a connection of the inner host; empty if there is
   * no connection.
   */
  private String seenFrom(String source, String peer) {
    try (ServerSocket server =
            lab.peer().call(() -> new ServerSocket(80, 1, InetAddress.getByName(peer)));
        Socket client = inner.call(Socket::new)) {
      inner.call(
          () -> {
            client.bind(new InetSocketAddress(source, 0));
            client.connect(new InetSocketAddress(peer, 80), 500);
            return client;
          });
      try (Socket seen = server.accept()) {
        return seen.getInetAddress().getHostAddress();
      }
    } catch (IOException | IllegalStateException timeout) {
      return "";
    }
  }

  @Test
  void whatTheNamedSubnetsSendOutHasTheDirectorsAddress() {
    host().sh(FOREIGN);
    String tables = tables();
    Snapshot before = Snapshot.of(host());
    assertThat(seenFrom("192.168.1.11", Bench.PEER)).isEmpty();
    ok("start");
    assertThat(seenFrom("192.168.1.11", Bench.PEER)).isEqualTo(Bench.RIP);
    assertThat(seenFrom("2001:db8:1::11", "2001:db8::1")).startsWith("2001:db8:0:0:0:0:0:");
    assertThat(seenFrom("192.168.2.11", Bench.PEER)).as("no subnet that is named").isEmpty();
    ok("verify");
    assertThat(ok("start").out()).doesNotContain("nft");
    assertThat(ok("stop").out()).contains("nft 'delete table ip lvs-agent-lb'");
    assertThat(seenFrom("192.168.1.11", Bench.PEER)).isEmpty();
    assertThat(tables()).isEqualTo(tables);
    assertThat(before.differencesTo(Snapshot.of(host()))).isEmpty();
  }

  @Test
  void itIsThereBeforeTheVipAndGoesAfterIt() {
    assertThat(ok("start").out()).matches("(?s).*nft .*ip addr(ess)? add 192.0.2.10/32.*");
    assertThat(ok("stop").out()).matches("(?s).*ip addr(ess)? del 192.0.2.10/32.*nft .*");
  }

  @Test
  void thePrintedPlanMakesTheSame() {
    String printed = ok("plan").out();
    ok("start");
    String made = tables();
    ok("stop");
    host().run(printed);
    assertThat(tables()).isEqualTo(made);
  }

  @Test
  void whatSomebodyChangedInItIsNamedAndMended() {
    ok("start");
    String made = tables();
    for (String drift :
        List.of(
            "insert rule ip lvs-agent-lb postrouting accept",
            "add rule ip lvs-agent-lb postrouting ip saddr 192.168.2.0/24 masquerade",
            "flush chain ip lvs-agent-lb postrouting",
            "add set ip lvs-agent-lb s { type ipv4_addr; }",
            "add chain ip lvs-agent-lb in { type filter hook input priority 0; policy drop; }",
            "delete table ip lvs-agent-lb")) {
      host().sh("nft '" + drift + "'");
      Run verify = agent("verify");
      assertThat(verify.exit()).as(drift).isEqualTo(2);
      assertThat(verify.out().replaceAll("\\s+", " "))
          .contains("broken nft table ip lvs-agent-lb is ", "expected chain");
      assertThat(ok("start").out()).as(drift).contains("nft '");
      assertThat(tables()).as(drift).isEqualTo(made);
      ok("verify");
    }
    ok("stop");
    assertThat(tables()).isEmpty();
  }

  @Test
  void whatSomebodyChangedInItIsLeftAtStopAndReported() {
    ok("start");
    host().sh("nft 'add rule ip lvs-agent-lb postrouting ip saddr 192.168.2.0/24 masquerade'");
    assertThat(ok("stop").err())
        .contains("nft table ip lvs-agent-lb is left at", "192.168.2.0/24 masquerade");
    assertThat(tables()).contains("ip lvs-agent-lb").doesNotContain("ip6 lvs-agent-lb");
  }

  @Test
  void aTableOfThatNameThatIsNotOursIsAConflict() {
    host().sh("nft 'table ip lvs-agent-lb { chain mine { }; }'");
    String tables = tables();
    Run run = agent("start");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("nft table ip lvs-agent-lb is chain mine { }", "not ours");
    assertThat(tables()).startsWith(tables);
    ok("stop");
    assertThat(tables()).isEqualTo(tables);
  }

  @Test
  void itIsAConflictEvenIfItIsEqualToday() {
    ok("start");
    String made = tables();
    ok("stop");
    host().sh("nft -f - <<'.'\n" + made + ".\n");
    Run run = agent("start");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("unmet: nft table ip lvs-agent-lb is ", "not ours");
    ok("stop");
    assertThat(tables()).isEqualTo(made);
  }

  @Test
  void aStepThatIsRefusedTakesItBack() {
    AtomicBoolean gone = new AtomicBoolean();
    Run run =
        lab.first()
            .traced(
                "-c " + config + " start",
                line -> {
                  if (line.startsWith("> RTM_NEWADDR") && gone.compareAndSet(false, true)) {
                    host().meanwhile("link del eth0");
                  }
                });
    assertThat(run.exit()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).contains("# undone");
    assertThat(tables()).isEmpty();
  }

  @Test
  void aRunThatDiesAfterItIsUndoneByAStop() {
    assertThatThrownBy(
            () ->
                lab.first()
                    .traced(
                        "-c " + config + " start",
                        line -> {
                          if (line.startsWith("> RTM_NEWADDR")) {
                            throw Crash.<RuntimeException>now();
                          }
                        }))
        .hasCauseInstanceOf(Crash.class);
    assertThat(tables()).contains("lvs-agent-lb");
    ok("stop");
    assertThat(tables()).isEmpty();
  }

  @Test
  void theTraceHasWhatNftIsGivenAndWhatItAnswers() {
    Run run = lab.first().traced("-c " + config + " start", line -> {});
    List<String> lines = run.err().lines().filter(line -> line.matches("[<>] nft .*")).toList();
    assertThat(lines).hasSize(2 * (2 + 2 + 1 + 2));
    assertThat(lines.get(0)).isEqualTo("> nft -j list table ip lvs-agent-lb");
    assertThat(lines.get(1)).startsWith("< nft exit 1: Error: No such file or directory list ");
    assertThat(lines.get(4)).startsWith("> nft -j -c -f - {\"nftables\":[{\"create\":{");
    assertThat(lines.get(5)).isEqualTo("< nft exit 0:");
    assertThat(lines.get(8)).startsWith("> nft -j -f - {\"nftables\":[{\"create\":{");
    assertThat(lines.get(9)).isEqualTo("< nft exit 0:");
    assertThat(lines.get(11)).startsWith("< nft exit 0: {\"nftables\": [{\"metainfo\": ");
  }

  @Test
  void nftRunsOnceForEachTableWhereNothingIsToBeDoneAndNeverWithoutOne() {
    ok("start");
    assertThat(runs("start")).isEqualTo(2);
    config =
        lab.first()
            .config("services: {lb: {profile: director-nat, device: eth0, vips: [192.0.2.10]}}");
    ok("start");
    assertThat(runs("start")).isZero();
  }

  private long runs(String words) {
    Run run = lab.first().traced("-c " + config + " " + words, line -> {});
    return run.err().lines().filter(line -> line.startsWith("> nft ")).count();
  }

  /** Runs the agent with this file in every place where it looks for nft. */
  private Run withNft(Path file, String words) {
    return lab.first()
        .shell(
            "for nft in /usr/sbin/nft /sbin/nft /usr/bin/nft /bin/nft; do [ ! -e $nft ] ||"
                + " mount --bind "
                + file
                + " $nft; done; exec \"$@\"",
            "-c " + config + " " + words);
  }

  @Test
  void withoutNftNothingIsChangedAndItIsNamed() {
    Snapshot before = Snapshot.of(host());
    Run run = withNft(Path.of("/dev/null"), "start");
    assertThat(run.exit()).as(run.err()).isEqualTo(69);
    assertThat(run.err()).isEqualTo("lvs-agent: list table ip lvs-agent-lb: there is no nft\n");
    assertThat(before.differencesTo(Snapshot.of(host()))).isEmpty();
  }

  /** The error of nft 1.0.6 on a kernel that only has the netlink family itself. */
  @Test
  void whereTheKernelHasNoTablesNothingIsChangedAndTheFamilyIsNamed() throws IOException {
    Path nft = lab.first().state().resolveSibling("nft");
    Files.writeString(
        nft,
        """
        #!/bin/sh
        exec >&2
        case $* in
          *list*) echo 'Error: No such file or directory' ;;
          *)
            echo 'internal:0:0-0: Error: Could not process rule: Operation not supported'
            echo
            echo 'internal:0:0-0: Error: No such file or directory; did you mean chain ‘postrouting’?'
            ;;
        esac
        exit 1
        """);
    Files.setPosixFilePermissions(nft, PosixFilePermissions.fromString("rwxr-xr-x"));
    Snapshot before = Snapshot.of(host());
    for (String verb : List.of("start", "plan")) {
      Run run = withNft(nft, verb);
      assertThat(run.exit()).as(run.err()).isEqualTo(69);
      assertThat(run.out()).isEmpty();
      assertThat(run.err())
          .isEqualTo(
              "lvs-agent: nft make table ip lvs-agent-lb: EOPNOTSUPP (Operation not supported):"
                  + " this kernel has no nftables for family ip\n");
    }
    assertThat(before.differencesTo(Snapshot.of(host()))).isEmpty();
  }

  @Test
  void adoptTakesItOverWhereTheLedgerIsLost() {
    ok("start");
    String made = tables();
    ok("stop");
    host().sh("nft -f - <<'.'\n" + made + ".\n");
    host().ip("addr add 192.0.2.10/32 dev eth0", "addr add 2001:db8::10/128 dev eth0 nodad");
    ok("adopt");
    ok("start");
    ok("verify");
    ok("stop");
    assertThat(tables()).isEmpty();
  }
}
