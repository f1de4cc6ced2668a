package io.lvsagent.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lvsagent.agent.lab.Bench;
import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.programs.FilterPrograms;
import io.lvsagent.agent.programs.NftProgram;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Tunnel;
import io.lvsagent.iface.libc.Libc;
import io.lvsagent.iface.libc.NativeBuffer;
import io.lvsagent.iface.nft.InputFilter.Fate;
import io.lvsagent.iface.nft.InputFilter.Packet;
import io.lvsagent.iface.nft.InputFilter.Verdict;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.wire.Mac;
import io.lvsagent.iface.wire.PacketSocket;
import io.lvsagent.iface.wire.PacketSockets;
import io.lvsagent.iface.wire.TcpHdr;
import io.lvsagent.iface.wire.TcpSegment;
import io.lvsagent.iface.wire.Wrapping;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the packet filter is said to do to the packets of a tunnel is what the kernel does. */
@Tag("kernel")
final class TunnelFilterTest {
  private static final int IPPROTO_IPIP = 4;
  private static final int IPPROTO_UDP = 17;
  private static final int GUE = 6080;

  /** What a busy machine may need for a packet, and how long none is waited for. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration SILENCE = Duration.ofMillis(200);

  private static final Packet WRAPPED = new Packet(false, IPPROTO_IPIP, Optional.empty());
  private static final Packet IN_UDP = new Packet(false, IPPROTO_UDP, Optional.of(GUE));

  @RegisterExtension final Lab lab = new Lab();

  /** A policy and rules for nft, and other commands. Or lines of iptables. */
  private void filter(String rules) {
    if (rules.startsWith("iptables")) {
      assumeTrue(
          Files.exists(Path.of("/usr/sbin/iptables-legacy")) || System.getenv("CI") != null,
          "there is no iptables-legacy");
      lab.host().sh(rules.replace("iptables ", "iptables-legacy "));
      return;
    }
    String[] words = rules.split(" ", 2);
    StringBuilder script = new StringBuilder("add table inet f; add chain inet f x; ");
    script.append("add chain inet f i { type filter hook input priority 0; policy ");
    script.append(words[0]).append("; };");
    for (String rule : words.length == 1 ? new String[0] : words[1].split(" & ")) {
      script.append(rule.startsWith("add ") ? rule : "add rule inet f i " + rule).append("; ");
    }
    lab.host().sh("nft '" + script + "'");
  }

  private Verdict verdict(Packet packet) {
    FilterPrograms programs = new FilterPrograms(new NftProgram(line -> {}), line -> {});
    return lab.host().call(() -> programs.input(false).of(packet));
  }

  /** Sends what a director would, and requires that it gets past the filter, or does not. */
  private void requireArrives(Packet packet, boolean passes, String because) {
    Tunnel tunnel =
        packet.protocol() == IPPROTO_IPIP
            ? Tunnel.IPIP
            : new Tunnel(Tunnel.Type.GUE, GUE, Tunnel.Checksum.NONE);
    Ip from = Ip.parse(Bench.PEER);
    Ip vip = Ip.parse("192.0.2.10");
    Wrapping wrapping = new Wrapping(from, Ip.parse(Bench.RIP), tunnel, 4711);
    TcpHdr syn = new TcpHdr(4711, 80, 1, 0, TcpHdr.SYN, 1460);
    Mac mac = Mac.parse(Bench.MAC);
    TcpSegment segment =
        new TcpSegment(mac, Mac.parse(Bench.PEER_MAC), Optional.of(wrapping), from, vip, syn);
    int type = Libc.SOCK_RAW | Libc.SOCK_CLOEXEC;
    int heard = lab.host().call(() -> Libc.socket(Libc.AF_INET, type, packet.protocol()));
    assertThat(heard).isPositive();
    try (PacketSocket wire = lab.peer().call(this::eth0)) {
      wire.send(segment);
      boolean arrived = hears(heard, passes ? PATIENCE : SILENCE);
      assertThat(arrived).as(because).isEqualTo(passes);
    } finally {
      Libc.close(heard);
    }
  }

  private PacketSocket eth0() {
    try (Rtnetlink kernel = Rtnetlink.open()) {
      Link link =
          kernel.links().stream().filter(one -> one.name().equals("eth0")).findFirst().get();
      return new PacketSockets().toSend(link);
    }
  }

  private static boolean hears(int socket, Duration time) {
    ByteBuffer length = NativeBuffer.allocate(Integer.BYTES).putInt(0, 16);
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      ByteBuffer packet = NativeBuffer.allocate(2048);
      if (Libc.recvfrom(socket, packet, Libc.MSG_DONTWAIT, NativeBuffer.allocate(16), length) > 0) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "accept | PASSES | PASSES",
        "drop | DROPPED | DROPPED",
        "accept ip protocol 4 drop | DROPPED | PASSES",
        "accept meta l4proto { 4, 41 } counter drop | DROPPED | PASSES",
        "accept meta l4proto != { 4, 17 } drop | PASSES | PASSES",
        "accept meta l4proto ipip drop & udp dport 6080 log reject | PASSES | DROPPED",
        "accept udp dport { 53, 6080 } drop | PASSES | DROPPED",
        "accept udp dport 6000-6100 drop | PASSES | DROPPED",
        "accept udp dport != 6000-6100 drop | PASSES | PASSES",
        "accept tcp dport 1-65535 drop & ip6 nexthdr 4 drop | PASSES | PASSES",
        "drop ct state established,related accept & tcp dport 22 accept & iif lo accept"
            + " | DROPPED | DROPPED",
        "drop ct state vmap { established : accept, related : accept, invalid : drop } &"
            + " icmp type echo-request accept & udp dport 6080 accept | DROPPED | PASSES",
        "drop ct state new accept | PASSES | PASSES",
        "drop ip protocol 4 accept | PASSES | DROPPED",
        "drop ip saddr 192.0.2.1 accept | MAY_BE_DROPPED | MAY_BE_DROPPED",
        "drop ip saddr 192.0.2.9 accept | MAY_BE_DROPPED | MAY_BE_DROPPED",
        "accept ip saddr 192.0.2.9 drop | PASSES | PASSES",
        "accept ip saddr != 192.0.2.1 ip protocol 4 drop | MAY_BE_DROPPED | PASSES",
        "accept jump x & add rule inet f x ip protocol 4 drop | DROPPED | PASSES",
        "accept goto x & add rule inet f x return & meta l4proto 4 drop | PASSES | PASSES",
        "accept jump x & add rule inet f x return & meta l4proto 4 drop | DROPPED | PASSES",
        "drop jump x & add rule inet f x meta l4proto { 4, 17 } accept | PASSES | PASSES",
        "accept add chain inet f p { type filter hook prerouting priority -300; } &"
            + " add rule inet f p ip protocol 4 drop | DROPPED | PASSES",
        "accept add chain inet f o { type filter hook forward priority 0; policy drop; }"
            + " | PASSES | PASSES",
        "iptables -A INPUT -p 4 -j DROP | DROPPED | PASSES",
        "iptables -A INPUT ! -p tcp -j REJECT | DROPPED | DROPPED",
        "iptables -P INPUT DROP; iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED"
            + " -j ACCEPT; iptables -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT;"
            + " iptables -A INPUT -i lo -j ACCEPT | DROPPED | DROPPED",
        "iptables -P INPUT DROP; iptables -A INPUT -p udp --dport 6080 -m comment"
            + " --comment \"a b\" -j ACCEPT | DROPPED | PASSES",
        "iptables -P INPUT DROP; iptables -A INPUT -s 192.0.2.0/24 -j ACCEPT"
            + " | MAY_BE_DROPPED | MAY_BE_DROPPED",
        "iptables -N web; iptables -A INPUT -j web; iptables -A web -p ipencap -j DROP"
            + " | DROPPED | PASSES",
        "iptables -A INPUT -p udp --dport 6000:6080 -j DROP | PASSES | DROPPED",
        "iptables -t raw -A PREROUTING -p 4 -j DROP | DROPPED | PASSES",
        "iptables -t raw -A PREROUTING -j CT --notrack; iptables -P INPUT DROP;"
            + " iptables -A INPUT -m state --state NEW -j ACCEPT"
            + " | MAY_BE_DROPPED | MAY_BE_DROPPED",
      })
  void aVerdictIsWhatTheKernelDoes(String rules, Fate wrapped, Fate inUdp) {
    Packet[] packets = {WRAPPED, IN_UDP};
    for (Packet packet : packets) {
      requireArrives(packet, true, "without rules");
    }
    filter(rules);
    for (Packet packet : packets) {
      Verdict verdict = verdict(packet);
      assertThat(verdict.fate())
          .as("%s", verdict)
          .isEqualTo(packet.equals(WRAPPED) ? wrapped : inUdp);
      if (verdict.fate() != Fate.MAY_BE_DROPPED) {
        requireArrives(packet, verdict.fate() == Fate.PASSES, verdict.toString());
      }
    }
  }

  @Test
  void claimsNothingOfARuleThatItDoesNotKnow() {
    filter("accept meta l4proto vmap { 4 : drop }");
    requireArrives(WRAPPED, false, "dropped by a map");
    assertThat(verdict(WRAPPED).fate()).isEqualTo(Fate.PASSES);
  }

  @Test
  void quotesTheRule() {
    filter("drop ip saddr 192.0.2.1 accept & ip protocol 4 counter drop");
    assertThat(verdict(WRAPPED))
        .isEqualTo(
            new Verdict(
                Fate.MAY_BE_DROPPED,
                "table inet f, chain i",
                "ip protocol ipencap counter drop",
                "table inet f, chain i: ip saddr 192.0.2.1 accept"));
  }

  @Test
  void theDoctorNamesIt() {
    String tun = " doctor --profile tun --vip 192.0.2.10 -o json";
    assertThat(lab.agent(tun.strip()).out()).doesNotContain("tunnel-filter");
    filter("accept ip protocol 4 drop");
    assertThat(lab.agent(tun.strip()).out())
        .contains(
            "{\"id\":\"tunnel-filter\",\"severity\":\"broken\",\"where\":\"table inet f, chain i\"")
        .contains("protocol 4 is dropped by ip protocol ipencap drop");
    assertThat(lab.agent("doctor --profile dr --vip 192.0.2.10 -o json").out())
        .doesNotContain("tunnel-filter");
  }
}
