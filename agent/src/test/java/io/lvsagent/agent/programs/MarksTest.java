package io.lvsagent.agent.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Node;
import io.lvsagent.iface.nft.NftEdit;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.profiles.compile.Demand;
import io.lvsagent.profiles.compile.Demands;
import io.lvsagent.profiles.compile.HostFacts;
import io.lvsagent.profiles.config.Config;
import io.lvsagent.sysctl.Reading;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Which packets of a director that is a real server, too, get its mark: what is marked is lost
 * here.
 */
@Tag("kernel")
final class MarksTest {
  private static final String PEER = "02:00:00:00:00:01";
  private static final String SOMEBODY = "02:00:00:00:00:77";

  /** Milliseconds that are enough on a busy machine. */
  private static final int LONG = 60_000;

  /** Milliseconds to wait for what never comes. */
  private static final int SHORT = 300;

  @RegisterExtension final Lab lab = new Lab();

  private final NftProgram nft = new NftProgram(line -> {});

  private Node host() {
    return lab.host();
  }

  @BeforeEach
  void setUp() {
    host().ip("addr add 192.0.2.10/32 dev eth0", "addr add 192.0.2.11/32 dev eth0");
    host().ip("addr add 2001:db8::10/128 dev eth0 nodad");
    lab.peer().ip("addr add 2001:db8::1/64 dev eth0", "addr add 192.0.2.3/24 dev eth0");
    host().sh("ip -6 route add 2001:db8::/64 dev eth0");
    for (String family : List.of("-4", "-6")) {
      host().sh("ip " + family + " rule add pref 10 lookup local");
      host().sh("ip " + family + " rule add pref 5 fwmark 7 blackhole");
      host().sh("ip " + family + " rule del pref 0");
    }
    host().awaitLocal("2001:db8::10");
  }

  private void mark(String peers) throws IOException {
    Config config =
        Config.read(
            lab.first()
                .config(
                    """
                    services:
                      db:
                        profile: director-local
                        device: eth0
                        vips: [192.0.2.10-192.0.2.11, "2001:db8::10"]
                        peers: [%s]
                        virtual-servers:
                          - {tcp: [80, 81], mark: 7, real-servers: [192.0.2.2, "2001:db8::2"]}
                          - {tcp: "192.0.2.11:82", mark: 8, real-servers: [192.0.2.2]}
                    """
                        .formatted(peers)),
            owner -> true);
    HostFacts facts =
        new HostFacts(host().call(() -> Rtnetlink.open().links()), key -> new Reading.Absent());
    Demands demands = Demands.of(config.services().get(0), facts);
    List<NftEdit> edits = new ArrayList<>();
    for (Demand<io.lvsagent.iface.nft.Table> demand : demands.tables()) {
      edits.add(new NftEdit.Create(demand.accepted().get(0)));
    }
    host()
        .call(
            () -> {
              nft.apply(edits);
              return edits;
            });
  }

  private boolean reaches(String vip, int port, int millis) throws IOException {
    try (ServerSocket server =
            host().call(() -> new ServerSocket(port, 1, InetAddress.getByName(vip)));
        Socket client = lab.peer().call(() -> new Socket())) {
      lab.peer()
          .call(
              () -> {
                try {
                  client.connect(new InetSocketAddress(server.getInetAddress(), port), millis);
                } catch (SocketTimeoutException lost) {
                  assertThat(lost).isNotNull();
                }
                return client;
              });
      return client.isConnected();
    }
  }

  @Test
  void whatComesFromAPeerIsNotMarked() throws IOException {
    mark('"' + SOMEBODY + "\", \"" + PEER + '"');
    assertThat(reaches("192.0.2.10", 80, LONG)).isTrue();
    assertThat(reaches("192.0.2.11", 81, LONG)).isTrue();
    assertThat(reaches("2001:db8::10", 80, LONG)).isTrue();
  }

  @Test
  void whatComesFromAnybodyElseIsOnTheVipsAndPortsThatAreNamed() throws IOException {
    mark('"' + SOMEBODY + '"');
    assertThat(reaches("192.0.2.10", 80, SHORT)).isFalse();
    assertThat(reaches("192.0.2.11", 81, SHORT)).isFalse();
    assertThat(reaches("2001:db8::10", 80, SHORT)).isFalse();
    assertThat(reaches("192.0.2.10", 82, LONG)).isTrue();
    assertThat(reaches("192.0.2.11", 82, LONG)).as("another mark").isTrue();
    assertThat(reaches("192.0.2.2", 80, LONG)).as("no VIP").isTrue();
    assertThat(host().sh("nft list ruleset")).contains("ip daddr 192.0.2.11 tcp dport 82");
  }
}
