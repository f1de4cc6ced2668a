package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Bench;
import io.lvsagent.agent.lab.Json;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Run;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Asks on the wire: the host is the director, its peer a real server. */
@Tag("kernel")
class ProbeTest {
  private static final String VIP = "192.0.2.10";
  private static final String VIP6 = "2001:db8::10";
  private static final String PLAIN = "-o json probe --device eth0 --timeout 0.3 --vip ";
  private static final String SERVED = "192.0.2.1";
  private static final int PORT = 8080;

  @RegisterExtension final Lab lab = new Lab();

  private static Json only(Run run) {
    return Json.of(run.out()).only("probes");
  }

  private Json server(Run run) {
    return only(run).only("servers");
  }

  /** Returns the arguments for a director with one real server, the peer unless it is named. */
  private String director(String profile, String server) {
    return director(profile, VIP, server);
  }

  private String director(String profile, String vip, String server) {
    Path config =
        lab.first()
            .config(
                """
                services:
                  web:
                    profile: %s
                    device: eth0
                    vips: ["%s"]
                    virtual-servers: [{tcp: 8080, real-servers: [%s]}]
                """
                    .formatted(profile, vip, server));
    return "-o json -c " + config + " probe --timeout 0.6 ";
  }

  private void serve(String address) {
    lab.keep(
        lab.peer()
            .call(
                () -> {
                  ServerSocket socket = new ServerSocket();
                  socket.bind(new InetSocketAddress(InetAddress.getByName(address), PORT));
                  return socket;
                }));
  }

  /** Makes the peer a real server that does not answer for the VIP. */
  private void realServer() {
    lab.peer().conf("all", "arp_ignore", 1);
    lab.peer().conf("all", "arp_announce", 2);
    lab.peer().ip("addr add " + VIP + "/32 dev lo");
    serve(VIP);
  }

  /** One packet in each form for each count, and one that resets; nothing else leaves. */
  @Test
  void sendsNoMoreThanItsCount() {
    assertThat(sent(PLAIN + VIP + " --count 2"))
        .hasSize(4)
        .allMatch(line -> line.contains("ARP request for " + VIP + " "));
    List<String> sent = sent(director("director-dr", SERVED) + "--count 2");
    assertThat(sent).filteredOn(line -> line.contains("ARP request for " + VIP + " ")).hasSize(4);
    assertThat(sent)
        .filteredOn(line -> line.contains("ARP request for " + SERVED + " "))
        .hasSize(1);
    assertThat(sent).filteredOn(line -> line.contains("TCP SYN 192.0.2.2:")).hasSize(2);
    assertThat(sent).filteredOn(line -> line.contains("TCP RST 192.0.2.2:")).hasSize(1);
    assertThat(sent).hasSize(8);
  }

  private List<String> sent(String words) {
    Run run = lab.first().traced(words, line -> {});
    return run.err().lines().filter(line -> line.startsWith("> ETH_P_")).toList();
  }

  @Test
  void aRealServerThatServesIsProvedBeforeAnythingIsStarted() {
    realServer();
    Run run = lab.agent(director("director-dr", SERVED));
    assertThat(run.exit()).as(run.out()).isZero();
    Json server = server(run);
    assertThat(server.text("result")).isEqualTo("serves");
    assertThat(server.text("server")).isEqualTo(SERVED);
    assertThat(server.number("port")).isEqualTo(PORT);
    assertThat(server.number("mss")).isEqualTo(1460);
    assertThat(only(run).text("summary")).isEqualTo("nobody answers; service web is not started");
    assertThat(lab.peer().sh("ss -Htan state syn-recv")).as("half open").isEmpty();
  }

  /** The kernel of the director drops an answer from its own VIP; the probe hears it first. */
  @Test
  void aDirectorThatHoldsTheVipHearsTheAnswer() {
    realServer();
    lab.host().ip("addr add " + VIP + "/32 dev eth0");
    Run run = lab.agent(director("director-dr", SERVED));
    assertThat(server(run).text("result")).isEqualTo("serves");
    assertThat(run.exit()).as(run.out()).isZero();
    assertThat(lab.peer().sh("ss -Htan state syn-recv")).as("half open").isEmpty();
  }

  @Test
  void aLeakIsNamedWithItsRealServer() {
    realServer();
    lab.host().ip("addr add " + VIP + "/32 dev eth0");
    lab.peer().conf("all", "arp_ignore", 0);
    Run run = lab.agent(director("director-dr", SERVED));
    assertThat(run.exit()).isEqualTo(2);
    Json leak = only(run).objects("answers").get(0);
    assertThat(leak.text("mac")).isEqualTo(Bench.PEER_MAC);
    assertThat(leak.is("expected")).isFalse();
    assertThat(leak.text("why"))
        .isEqualTo("it is real server 192.0.2.1: run `lvs-agent verify` there");
    assertThat(server(run).text("result")).isEqualTo("serves");
    Run text = lab.agent(director("director-dr", SERVED).replace("-o json ", ""));
    assertThat(text.out()).contains("  unexpected   " + Bench.PEER_MAC);
    assertThat(text.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void aDeafRealServerIsSilent() {
    Run run = lab.agent(director("director-dr", SERVED));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(server(run).text("result")).isEqualTo("silent");
    assertThat(server(run).text("why"))
        .startsWith("it answers ARP, but not this: see that 192.0.2.10 is local there");
    lab.host().ip("addr add " + VIP + "/32 dev eth0");
    lab.peer().conf("all", "forwarding", 1);
    lab.peer().conf("eth0", "forwarding", 1);
    lab.peer().conf("all", "send_redirects", 0);
    run = lab.agent(director("director-dr", SERVED));
    assertThat(server(run).text("why"))
        .isEqualTo(
            "it sends the packet back: 192.0.2.10 is not local there; run `lvs-agent verify`"
                + " there");
  }

  @Test
  void aRealServerWhereNobodyListensRefuses() {
    lab.peer().ip("addr add " + VIP + "/32 dev lo");
    lab.peer().conf("all", "arp_ignore", 1);
    Run run = lab.agent(director("director-dr", SERVED));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(server(run).text("result")).isEqualTo("refuses");
    assertThat(server(run).text("why")).contains("nobody listens on port 8080");
  }

  @Test
  void aRealServerThatIsNotThereIsUnreachable() {
    Run run = lab.agent(director("director-dr", "192.0.2.77"));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(server(run).text("result")).isEqualTo("unreachable");
    assertThat(server(run).text("why")).isEqualTo("it does not answer ARP on eth0");
    run = lab.agent(director("director-dr", "203.0.113.7"));
    assertThat(server(run).text("why")).startsWith("this host has no route to it: ENETUNREACH");
    lab.host().ip("neigh add 192.0.2.77 lladdr 02:00:00:00:00:77 dev eth0 nud permanent");
    run = lab.agent(director("director-dr", "192.0.2.77"));
    assertThat(server(run).text("why")).isEqualTo("it answers neither ARP nor TCP");
  }

  @Test
  void whatAFirewallDropsThereIsSilent() {
    realServer();
    lab.peer()
        .sh(
            "nft add table ip f; nft add chain ip f in '{ type filter hook input priority 0; }';"
                + " nft add rule ip f in tcp dport 8080 drop");
    isSilent();
  }

  private void isSilent() {
    Run run = lab.agent(director("director-dr", SERVED));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(server(run).text("result")).isEqualTo("silent");
    assertThat(server(run).text("why")).contains("rp_filter and the firewall");
  }

  /** The way back to the director is by another device; ARP from its address is dropped, too. */
  @Test
  void whatAStrictReversePathFilterDropsThereIsSilent() {
    realServer();
    lab.peer()
        .ip(
            "link add other type veth peer name end",
            "link set other up",
            "link set end up",
            "route add 192.0.2.2/32 dev other");
    lab.peer().conf("eth0", "rp_filter", 1);
    isSilent();
  }

  @Test
  void aRejectingFirewallIsUnreachableWithItsCode() {
    realServer();
    lab.peer()
        .sh(
            "nft add table ip f; nft add chain ip f in '{ type filter hook input priority 0; }';"
                + " nft add rule ip f in tcp dport 8080 reject with icmp type admin-prohibited");
    Run run = lab.agent(director("director-dr", SERVED));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(server(run).text("result")).isEqualTo("unreachable");
    assertThat(server(run).text("why"))
        .startsWith("ICMP administratively prohibited (3/13) from 192.0.2.1");
  }

  @Test
  void anAnswerFromTheRealServersOwnAddressIsNamed() {
    serve(SERVED);
    lab.peer().ip("addr add " + VIP + "/32 dev lo");
    lab.peer().conf("all", "arp_ignore", 1);
    lab.peer()
        .sh(
            "nft add table netdev n; nft add chain netdev n in '{ type filter"
                + " hook ingress device eth0 priority 0; }'; nft add rule netdev n in ip daddr"
                + " 192.0.2.10 tcp dport 8080 ip daddr set 192.0.2.1");
    Run run = lab.agent(director("director-dr", SERVED));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(server(run).text("result")).isEqualTo("wrong-source");
    assertThat(server(run).text("why")).startsWith("the answer comes from 192.0.2.1 port 8080");
  }

  @Test
  void aPermanentEntryWithAnotherHardwareAddressIsWrong() {
    realServer();
    lab.host().ip("neigh add 192.0.2.1 lladdr 02:00:00:00:00:77 dev eth0 nud permanent");
    Run run = lab.agent(director("director-dr", SERVED));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(server(run).text("why"))
        .startsWith(
            "its permanent neighbour entry is 02:00:00:00:00:77, but 02:00:00:00:00:01 answers");
  }

  @Test
  void masqueradeAsksThePortThatTheConfigTranslatesTo() {
    serve(SERVED);
    String config = director("director-nat", "\"192.0.2.1:8080\"").replace("tcp: 8080", "tcp: 80");
    Run run = lab.agent(config);
    assertThat(run.exit()).as(run.out()).isZero();
    assertThat(server(run).text("method")).isEqualTo("masquerade");
    assertThat(server(run).text("result")).isEqualTo("serves");
    assertThat(server(run).number("port")).isEqualTo(PORT);
  }

  @Test
  void aTunnelThatIsNotThereIsUnreachable() {
    Run run = lab.agent(director("director-tun", "{rip: 192.0.2.1, tunnel: gue, tunnel-port: 9}"));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(server(run).text("result")).isEqualTo("unreachable");
    assertThat(server(run).text("why"))
        .startsWith("ICMP port unreachable (3/3) from 192.0.2.1: see that the device");
  }

  @Test
  void ipv6IsAskedLikewise() {
    lab.host().ip("addr add 2001:db8::2/64 dev eth0 nodad");
    lab.peer().ip("addr add 2001:db8::1/64 dev eth0 nodad", "addr add " + VIP6 + "/128 dev lo");
    lab.host().awaitLocal("2001:db8::2");
    lab.peer().awaitLocal("2001:db8::1");
    lab.peer().awaitLocal(VIP6);
    String config = director("director-dr", VIP6, "\"2001:db8::1\"");
    assertThat(server(lab.agent(config)).text("result")).isEqualTo("refuses");
    serve(VIP6);
    Run run = lab.agent(config);
    assertThat(run.exit()).as(run.out()).isZero();
    assertThat(server(run).text("result")).isEqualTo("serves");
    assertThat(server(run).number("mss")).isEqualTo(1440);
    Run gone = lab.agent(director("director-dr", VIP6, "\"2001:db8::77\""));
    assertThat(server(gone).text("why"))
        .isEqualTo("it does not answer neighbour discovery on eth0");
  }

  @Test
  void aRealServerIsAskedBeforeItIsInTheConfig() {
    realServer();
    String config = director("director-dr", "192.0.2.77");
    Run run = lab.agent(config + "web --real-server 192.0.2.1");
    assertThat(run.exit()).as(run.out()).isZero();
    assertThat(server(run).text("server")).isEqualTo(SERVED);
    assertThat(server(run).text("result")).isEqualTo("serves");
  }

  @Test
  void whatHasNoHandshakeIsListedAndAWeightOfZeroIsAsked() {
    realServer();
    String config = director("director-dr", "{rip: 192.0.2.1, weight: 0}");
    Run run = lab.agent(config);
    assertThat(server(run).text("result")).isEqualTo("serves");
    Path udp =
        lab.first()
            .config(
                """
                services:
                  dns:
                    profile: director-dr
                    device: eth0
                    vips: [192.0.2.10]
                    virtual-servers: [{udp: 53, real-servers: [192.0.2.1]}]
                """);
    run = lab.agent("-o json -c " + udp + " probe --timeout 0.2");
    assertThat(run.exit()).isZero();
    assertThat(server(run).text("result")).isEqualTo("not asked");
  }
}
