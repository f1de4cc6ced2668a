package io.lvsagent.iface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {
  @ParameterizedTest
  @CsvSource({"0.0.0.0/0, 0", "192.0.2.0/9, 9", "192.0.2.10, 32", "::/0, 0", "2001:db8::1, 128"})
  void anAddressWithoutALengthIsAHostPrefix(String text, int length) {
    assertThat(IpPrefix.parse(text).length()).isEqualTo(length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2.3.4/",
        "1.2.3.4/33",
        "::/129",
        "1.2.3.4/-1",
        "1.2.3.4/+1",
        "1.2.3.4/01",
        "1.2.3.4/00",
        "1.2.3.4/1000",
        "1.2.3.4/ 1",
        "1.2.3.4/x",
        "1.2.3.4/24/24",
        "/24"
      })
  void refusesMalformedPrefixes(String text) {
    assertThatThrownBy(() -> IpPrefix.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void containsAddressesWithTheSameLeadingBits() {
    IpPrefix prefix = IpPrefix.parse("198.18.0.0/15");
    assertThat(prefix.contains(Ip.parse("198.19.255.255"))).isTrue();
    assertThat(prefix.contains(Ip.parse("198.20.0.0"))).isFalse();
    assertThat(prefix.contains(Ip.parse("::198.18.0.0"))).isFalse();
    assertThat(IpPrefix.parse("0.0.0.0/0").contains(Ip.parse("9.9.9.9"))).isTrue();
    assertThat(prefix.isHost()).isFalse();
    assertThat(prefix).hasToString("198.18.0.0/15");
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.77/24, 192.0.2.0, 192.0.2.255",
    "192.0.2.77/29, 192.0.2.72, 192.0.2.79",
    "192.0.2.77/32, 192.0.2.77, 192.0.2.77",
    "10.1.2.3/0, 0.0.0.0, 255.255.255.255",
    "2001:db8::77/121, 2001:db8::, 2001:db8::7f",
  })
  void hasAFirstAndALastAddress(String prefix, String first, String last) {
    assertThat(IpPrefix.parse(prefix).first()).hasToString(first);
    assertThat(IpPrefix.parse(prefix).last()).hasToString(last);
  }
}
