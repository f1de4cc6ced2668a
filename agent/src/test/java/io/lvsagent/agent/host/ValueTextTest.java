package io.lvsagent.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every value can be read back from its text in the ledger. */
final class ValueTextTest {
  @ParameterizedTest
  @CsvSource({
    "DEVICE, eth0, present",
    "DEVICE, tunl0, ipip",
    "SYSCTL, net/ipv4/conf/eth0.100/arp_ignore, 1",
    "SYSCTL, net/ipv4/ip_forward, 0",
    "SYSCTL, net/ipv4/tcp_rmem, 4096 131072 6291456",
    "LINK, lo, up",
    "LINK, lo, down",
    "NEIGHBOUR, eth0 192.0.2.21, lladdr 02:00:00:00:00:21 permanent",
    "NEIGHBOUR, eth0.100 2001:db8::21, lladdr 02:00:00:00:00:21 flags 128 proto 4 permanent",
    "ADDRESS, lo 192.0.2.10/32, scope global",
    "ADDRESS, lo 192.0.2.10/32, scope host label lo:0",
    "ADDRESS, eth0.100 2001:db8::10/128, scope global preferred_lft 0",
    "ADDRESS, lo 192.0.2.10/32, scope global label lo:0 expires",
    "ADDRESS, lo 2001:db8::10/128, scope global preferred_lft 0 expires",
    "ROUTE, main 192.0.2.10/32, dev lo proto 76 scope link src itself",
    "ROUTE, main 192.0.2.10/32, dev lo proto 76 scope link src 192.0.2.11",
    "ROUTE, main 0.0.0.0/0, via 192.0.2.1 dev eth0 proto 3 scope global",
    "ROUTE, main 0.0.0.0/0 metric 100, via 192.0.2.1 dev eth0 proto 16 scope global src 192.0.2.2",
    "ROUTE, main 10.0.0.0/8 tos 16 metric 5, dev eth0.100 proto 4 scope link",
    "ROUTE, 100 10.0.0.0/8, dev eth0 proto 3 scope link",
    "ROUTE, main 10.0.0.0/8, via 10.9.9.9 dev eth0 proto 3 scope global more onlink",
    "ROUTE, main 10.0.0.0/8, dev eth0 proto 3 scope link more 8:0800020078050000",
    "ROUTE, main 239.0.0.0/8, dev eth0 proto 3 scope link type 5",
    "ROUTE, local 192.0.2.0/28, local dev lo proto 76 scope host",
    "ROUTE, local 2001:db8::/64 metric 1024, local dev lo proto 76 scope global",
    "GATEWAY, 198.51.100.1 behind 192.0.2.1, via 192.0.2.1",
    "PATH, 192.0.2.10 from 192.0.2.1 on eth0, answered",
    "PATH, 192.0.2.10 from 192.0.0.8 if by eth0.100, lost: eth0.100 is down",
    "PATH, 2001:db8::10 asked by 2001:db8::1 if on eth0 mark 7, mute: arp is off: by hand",
  })
  void isReadBack(Kind kind, String name, String text) {
    Value value = kind.parse(name, text);
    assertThat(value.text()).isEqualTo(text);
    assertThat(((Item) value).key()).isEqualTo(new Key(kind, name));
    assertThat(value.accepts(kind.parse(name, text))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "LINK, lo, lan0, lan0",
    "SYSCTL, net/ipv4/conf/eth0/arp_ignore, lan0.5, net/ipv4/conf/lan0.5/arp_ignore",
    "NEIGHBOUR, eth0 192.0.2.21, lan0, lan0 192.0.2.21",
    "ADDRESS, eth0 192.0.2.10/32, lan0, lan0 192.0.2.10/32",
    "DEVICE, eth0, lan0, lan0",
    "PATH, 192.0.2.10 from 192.0.2.1 on eth0, lan0, 192.0.2.10 from 192.0.2.1 on lan0",
  })
  void aKeyFollowsItsDevice(Kind kind, String name, String device, String followed) {
    Key key = new Key(kind, name);
    assertThat(key.on(device)).isEqualTo(new Key(kind, followed));
    assertThat(key.on(device).device()).isEqualTo(Optional.of(device));
  }

  @ParameterizedTest
  @CsvSource({
    "net/ipv4/conf/all/arp_ignore",
    "net/ipv4/conf/default/arp_ignore",
    "net/ipv4/ip_forward",
  })
  void aParameterOfTheHostBelongsToNoDevice(String name) {
    assertThat(new Key(Kind.SYSCTL, name).device()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"SYSCTL", "LINK", "NEIGHBOUR", "ADDRESS", "ROUTE", "DEVICE"})
  void absentIsTheSameForAllKinds(Kind kind) {
    assertThat(kind.parse("whatever", "absent")).isSameAs(Absent.VALUE);
  }
}
