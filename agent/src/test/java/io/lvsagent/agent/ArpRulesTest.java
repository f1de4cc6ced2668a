package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lvsagent.agent.lab.Bench;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Patience;
import io.lvsagent.agent.lab.Run;
import io.lvsagent.agent.lab.Wire;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code verify} knows the packet filter for ARP: what it hides neither leaks nor is heard. */
@Tag("kernel")
final class ArpRulesTest {
  private static final String VIP = "192.0.2.10";
  private static final String INPUT = "add chain arp f i { type filter hook input priority 0; }; ";
  private static final String OUTPUT =
      "add chain arp f o { type filter hook output priority 0; }; ";
  private static final String RULE = "add rule arp f ";

  @RegisterExtension final Lab lab = new Lab();

  /** Words for nft, or a line for arptables. */
  private void filter(String rules) {
    if (rules.startsWith("arptables")) {
      assumeTrue(
          Files.exists(Path.of("/usr/sbin/arptables-legacy")) || System.getenv("CI") != null,
          "there is no arptables-legacy");
      lab.host().sh(rules.replace("arptables", "arptables-legacy"));
      return;
    }
    String script =
        rules
            .replace("INPUT", INPUT + RULE + "i")
            .replace("OUTPUT", OUTPUT + RULE + "o")
            .replace("; then ", "; " + RULE + "i ");
    lab.host().sh("nft 'add table arp f; " + script + "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | leak",
        "INPUT arp daddr ip 192.0.2.10 counter drop | cosmetic",
        "INPUT arp operation request arp daddr ip { 192.0.2.9, 192.0.2.10 } log drop | cosmetic",
        "INPUT iifname \"eth0\" arp daddr ip 192.0.2.8/29 drop | cosmetic",
        "INPUT arp htype 1 arp plen 4 arp daddr ip != 192.0.2.2 drop | cosmetic",
        "INPUT iifname \"eth1\" arp daddr ip 192.0.2.10 drop | leak",
        "INPUT arp daddr ip 192.0.2.11 drop | leak",
        "INPUT arp operation reply arp daddr ip 192.0.2.10 drop | leak",
        "INPUT arp saddr ip 192.0.2.1 accept; then arp daddr ip 192.0.2.10 drop | leak",
        "INPUT arp daddr ip 192.0.2.10 accept; then drop | leak",
        "INPUT arp daddr ip 192.0.2.2 accept; then drop | cosmetic",
        "OUTPUT arp operation reply arp saddr ip 192.0.2.10 drop | cosmetic",
        "OUTPUT arp operation request arp saddr ip 192.0.2.10 drop | leak",
        "arptables -A INPUT -d 192.0.2.10 -j DROP | cosmetic",
        "arptables -A INPUT -i eth0 -d 192.0.2.8/29 --opcode Request -j DROP | cosmetic",
        "arptables -A INPUT ! -d 192.0.2.2 -j DROP | cosmetic",
        "arptables -A INPUT -d 192.0.2.11 -j DROP | leak",
        "arptables -A INPUT -i eth+ -d 192.0.2.11 -j DROP | leak",
        "arptables -A OUTPUT -s 192.0.2.10 -j mangle --mangle-ip-s 192.0.2.2 | cosmetic",
        "arptables -P INPUT DROP; arptables -A INPUT -d 192.0.2.2 -j ACCEPT | cosmetic",
      })
  void aVipThatIsHiddenDoesNotLeak(String rules, String severity) {
    Wire wire = lab.keep(Wire.of(lab.first()));
    String words = "--profile dr --vip " + VIP;
    assertThat(lab.agent("start " + words).exit()).isZero();
    lab.host().conf("all", "arp_ignore", 0);
    lab.host().conf("eth0", "arp_ignore", 0);
    if (!rules.equals("true")) {
      filter(rules);
    }
    Run verify = lab.agent("verify -o json " + words);
    assertThat(wire.answers(VIP)).as(verify.out()).isEqualTo(severity.equals("leak"));
    assertThat(severities(verify, "arp_ignore")).as(verify.out()).containsOnly(severity);
    assertThat(verify.exit()).isEqualTo(severity.equals("leak") ? 2 : 0);
  }

  private static List<String> severities(Run verify, String parameter) {
    return verify.items().stream()
        .filter(item -> !item.ok() && item.parameter().equals(parameter))
        .map(Run.Item::severity)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | leak | 192.0.2.10",
        "OUTPUT arp operation reply arp saddr ip 192.0.2.10 drop | leak | 192.0.2.10",
        "OUTPUT arp saddr ip 192.0.2.10 arp saddr ip set 192.0.2.2 | cosmetic | 192.0.2.2",
        "arptables -A OUTPUT -s 192.0.2.10 -j mangle --mangle-ip-s 192.0.2.2"
            + " | cosmetic | 192.0.2.2",
      })
  void aRequestThatLeavesInAnotherNameDoesNotLeak(String rules, String severity, String sender) {
    Wire wire = lab.keep(Wire.of(lab.first()));
    String words = "--profile dr --vip " + VIP;
    assertThat(lab.agent("start " + words).exit()).isZero();
    lab.host().conf("all", "arp_announce", 0);
    lab.host().conf("eth0", "arp_announce", 0);
    if (!rules.equals("true")) {
      filter(rules);
    }
    Run verify = lab.agent("verify -o json " + words);
    assertThat(asker(wire)).as(verify.out()).isEqualTo(sender);
    assertThat(severities(verify, "arp_announce")).as(verify.out()).containsOnly(severity);
  }

  /** Returns the sender of the request by which the host looks for a neighbour. */
  private String asker(Wire wire) {
    lab.host()
        .call(
            () -> {
              try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(VIP, 0))) {
                socket.send(
                    new DatagramPacket(new byte[1], 1, InetAddress.getByName("192.0.2.77"), 9));
              }
              return VIP;
            });
    List<String> askers = new ArrayList<>();
    Patience.until(
        "somebody asks for 192.0.2.77",
        () -> {
          wire.heard().stream()
              .filter(arp -> arp.request() && arp.target().equals("192.0.2.77"))
              .forEach(arp -> askers.add(arp.sender()));
          return !askers.isEmpty();
        });
    return askers.get(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INPUT arp daddr ip 192.0.2.11 drop | ",
        "INPUT arp daddr ip 192.0.2.10 drop | table arp f, chain i, hides the answer",
        "arptables -A INPUT -d 192.0.2.10 -j DROP"
            + " | table arp filter, chain INPUT, hides the answer",
      })
  void aDirectorWithRulesOfARealServerIsMute(String rules, String reason) {
    Wire wire = lab.keep(Wire.of(lab.first()));
    String words = "--profile director-dr --device eth0 --vip " + VIP;
    assertThat(lab.agent("start " + words).exit()).isZero();
    filter(rules);
    Run verify = lab.agent("verify -o json " + words);
    assertThat(wire.answers(VIP)).as(verify.out()).isEqualTo(reason == null);
    assertThat(verify.exit()).as(verify.out()).isEqualTo(reason == null ? 0 : 2);
    assertThat(verify.out()).contains(reason == null ? "answered" : "mute: ");
    assertThat(verify.out()).contains(reason == null ? "" : reason);
    assertThat(lab.agent("stop " + words).exit()).isZero();
    assertThat(wire.answers(Bench.RIP)).isTrue();
  }
}
