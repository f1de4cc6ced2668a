package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Run;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An IPv6 VIP that lost its {@code preferred_lft 0} matters if the host sends from it. */
@Tag("kernel")
final class PreferredVipTest {
  private static final String VIP = "2001:db8::10";
  private static final String PEER = "2001:db8::1";

  @RegisterExtension final Lab lab = new Lab();

  /** Returns the address from which the host opens a connection to its peer. */
  private String source() throws IOException {
    InetAddress peer = InetAddress.getByName(PEER);
    try (ServerSocket server = lab.peer().call(() -> new ServerSocket(0, 1, peer));
        Socket asking = lab.host().call(() -> new Socket(peer, server.getLocalPort()));
        Socket accepted = server.accept()) {
      assertThat(asking.isConnected()).isTrue();
      return accepted.getInetAddress().getHostAddress();
    }
  }

  @ParameterizedTest
  @CsvSource({"dr, lo, 2001:db8:0:0:0:0:0:2, 0", "director-dr, eth0, 2001:db8:0:0:0:0:0:10, 2"})
  void itIsDriftIfTheHostSendsFromIt(String profile, String device, String source, int exit)
      throws IOException {
    lab.host().ip("addr add 2001:db8::2/64 dev eth0 nodad");
    lab.peer().ip("addr add 2001:db8::1/64 dev eth0 nodad");
    lab.host().awaitLocal("2001:db8::2");
    lab.peer().awaitLocal(PEER);
    String words = " --profile " + profile + " --vip " + VIP;
    words += device.equals("lo") ? "" : " --device " + device;
    Run start = lab.agent("start" + words);
    assertThat(start.exit()).as(start.err()).isZero();
    assertThat(source()).isEqualTo("2001:db8:0:0:0:0:0:2");
    lab.host().ip("addr change " + VIP + "/128 dev " + device + " preferred_lft forever");
    assertThat(source()).isEqualTo(source);
    Run verify = lab.agent("verify" + words);
    assertThat(verify.exit()).as(verify.out()).isEqualTo(exit);
    assertThat(lab.agent("verify --strict" + words).exit()).isEqualTo(2);
    assertThat(lab.agent("start" + words).exit()).isZero();
    assertThat(lab.agent("verify --strict" + words).exit()).isZero();
  }
}
