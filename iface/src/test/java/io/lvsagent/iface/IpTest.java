package io.lvsagent.iface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.10, 192.0.2.10",
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "2001:DB8::10, 2001:db8::10",
    "2001:0db8:0:0:0:0:0:0010, 2001:db8::10",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "::ffff:192.0.2.10, ::ffff:c000:20a"
  })
  void isFormattedAsIpFormatsIt(String text, String written) {
    assertThat(Ip.parse(text)).hasToString(written);
    assertThat(Ip.parse(written)).isEqualTo(Ip.parse(text)).hasSameHashCodeAs(Ip.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10.9",
        "1.2.3.4.5",
        "1.2.3.4 ",
        " 1.2.3.4",
        "256.0.0.1",
        "1.2.3.-4",
        "1..2.3",
        "0x1.2.3.4",
        "1.2.3.4/32",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "12345::",
        "g::",
        "fe80::1%eth0",
        "1:2:3:4:5:6:7:8::",
        "::1.2.3",
        "١.2.3.4"
      })
  void refusesMalformedAddresses(String text) {
    assertThatThrownBy(() -> Ip.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("\"" + text + "\" is not an address: ");
  }

  @Test
  void explainsTheRefusalOfALeadingZero() {
    assertThatThrownBy(() -> Ip.parse("010.0.9.9")).hasMessageContaining("octal");
  }

  @Test
  void sortsByFamilyThenByNumber() {
    List<Ip> sorted =
        List.of(Ip.parse("9.0.0.0"), Ip.parse("10.0.0.0"), Ip.parse("200.0.0.0"), Ip.parse("::1"));
    assertThat(sorted).isSorted();
  }

  @Test
  void addsAcrossBytesAndStopsAtTheEndOfTheFamily() {
    assertThat(Ip.parse("192.0.2.255").plus(257)).isEqualTo(Ip.parse("192.0.4.0"));
    assertThat(Ip.parse("192.0.3.0").plus(-1)).isEqualTo(Ip.parse("192.0.2.255"));
    assertThat(Ip.parse("::ffff").plus(1)).isEqualTo(Ip.parse("::1:0"));
    assertThatThrownBy(() -> Ip.parse("255.255.255.255").plus(1))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Ip.parse("0.0.0.0").plus(-1)).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void isNotChangedThroughItsBytes() {
    byte[] bytes = {1, 2, 3, 4};
    Ip ip = Ip.of(bytes);
    bytes[0] = 9;
    ip.bytes()[1] = 9;
    assertThat(ip).hasToString("1.2.3.4");
    assertThatThrownBy(() -> Ip.of(new byte[5])).isInstanceOf(IllegalArgumentException.class);
  }
}
