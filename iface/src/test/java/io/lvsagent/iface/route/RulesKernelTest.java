package io.lvsagent.iface.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netns.NetnsFixture;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rules are read as {@code ip rule} shows them, and decide as the kernel's lookups do. */
@Tag("kernel")
class RulesKernelTest {
  private static final Ip VIP = Ip.parse("192.0.2.10");
  private static final Ip CLIENT = Ip.parse("198.51.100.7");

  @RegisterExtension final NetnsFixture netns = new NetnsFixture();

  private Rtnetlink kernel;

  @BeforeEach
  void open() {
    netns.run("ip link set lo up");
    netns.run("ip link add eth0 type veth peer name eth1");
    netns.run("ip addr add 10.0.0.1/24 dev eth0");
    netns.run("ip link set eth0 up");
    netns.run("ip link set eth1 up");
    netns.run("ip route add default via 10.0.0.254");
    netns.run("ip addr add 192.0.2.10/32 dev lo");
    kernel = Rtnetlink.open();
  }

  @AfterEach
  void close() {
    kernel.close();
  }

  private List<String> rules(boolean v6) {
    return kernel.rules(v6).stream().map(Rule::toString).toList();
  }

  @Test
  void areReadInTheOrderOfTheirPriority() {
    netns.run("ip rule add pref 300 from 10.1.0.0/16 to 192.0.2.10 iif eth0 lookup 7");
    netns.run("ip rule add pref 200 not fwmark 0x5 unreachable");
    netns.run("ip rule add pref 100 iif lo prohibit");
    netns.run("ip rule add pref 150 to 203.0.113.0/24 blackhole");
    netns.run("ip -6 rule add pref 100 from 2001:db8::/32 lookup 1000");
    assertThat(rules(false))
        .containsExactly(
            "0: from all lookup local",
            "100: from all iif lo prohibit",
            "150: from all to 203.0.113.0/24 blackhole",
            "200: not from all fwmark 0x5 unreachable",
            "300: from 10.1.0.0/16 to 192.0.2.10/32 iif eth0 lookup 7",
            "32766: from all lookup main",
            "32767: from all lookup 253");
    assertThat(rules(true)).contains("100: from 2001:db8::/32 lookup 1000");
  }

  private String decision(Lookup.Packet packet) {
    return RoutingPolicy.of(kernel, false).deciding(packet).toString();
  }

  /** Rules that a lookup cannot judge, such as those by port, are passed over. */
  @Test
  void theFirstRuleWithARouteDecides() {
    netns.run("ip route add throw 198.51.100.0/24 table 5");
    netns.run("ip rule add pref 50 lookup 5");
    netns.run("ip route add 198.51.100.0/24 via 10.0.0.253 table 6");
    netns.run("ip rule add pref 60 lookup 6 suppress_prefixlength 24");
    netns.run("ip rule add pref 65 ipproto tcp dport 80 blackhole");
    netns.run("ip rule add pref 68 fwmark 7 blackhole");
    netns.run("ip route add blackhole 198.51.100.0/24 table 7");
    netns.run("ip rule add pref 70 from 192.0.2.10 lookup 7");
    Lookup.Packet fromVip = new Lookup.Sent(CLIENT, Optional.of(VIP));
    assertThat(decision(fromVip))
        .startsWith("rule 70: from 192.0.2.10/32 lookup 7, route blackhole 198.51.100.0/24");
    Lookup.Packet fromAny = new Lookup.Sent(CLIENT, Optional.empty());
    assertThat(decision(fromAny))
        .startsWith("rule 32766: from all lookup main, route 0.0.0.0/0 via 10.0.0.254");
    assertThat(kernel.lookups(List.of(fromVip, fromAny)))
        .extracting(Lookup::errno, Lookup::device)
        .containsExactly(tuple(22, ""), tuple(0, "eth0"));
  }

  @Test
  void aPacketThatComesInIsLocalOrDroppedWithAReason() {
    Lookup.Packet in = new Lookup.Received(VIP, CLIENT, "eth0", 0);
    Lookup.Packet marked = new Lookup.Received(VIP, CLIENT, "eth0", 7);
    Lookup.Packet nowhere = new Lookup.Received(VIP, CLIENT, "eth9", 0);
    netns.run("ip rule add pref 10 lookup local");
    netns.run("ip rule del pref 0");
    netns.run("ip rule add pref 5 fwmark 7 iif eth0 prohibit");
    List<Lookup> answers = kernel.lookups(List.of(in, nowhere, marked, in));
    assertThat(answers.get(0).isLocal()).isTrue();
    assertThat(answers.get(1).errno()).isEqualTo(19);
    assertThat(answers.get(2).isLocal()).isFalse();
    assertThat(answers.get(3).isLocal()).isTrue();
    assertThat(decision(in))
        .startsWith("rule 10: from all lookup local, route local 192.0.2.10/32");
    assertThat(decision(marked)).isEqualTo("rule 5: from all fwmark 0x7 iif eth0 prohibit");
  }
}
