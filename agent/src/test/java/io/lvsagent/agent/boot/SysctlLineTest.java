package io.lvsagent.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.boot.BootSysctls.Tool;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SysctlLineTest {
  private static Optional<SysctlLine> line(String text) {
    return SysctlLine.parse(Tool.SYSTEMD, "x.conf:1", text);
  }

  @ParameterizedTest
  @CsvSource({
    "net.ipv4.conf.eth0/100.arp_ignore = 1, net/ipv4/conf/eth0.100/arp_ignore",
    "net/ipv4/conf/eth0.100/arp_ignore=1, net/ipv4/conf/eth0.100/arp_ignore",
    "- net.ipv4.ip_forward = 1, net/ipv4/ip_forward",
    "/net//ipv4/./ip_forward = 1, net/ipv4/ip_forward",
  })
  void readsBothSpellings(String text, String path) {
    assertThat(line(text).orElseThrow().path()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "# net.ipv4.ip_forward = 1", "; x = 1", "net.ipv4.ip_forward"})
  void ignoresTheRest(String text) {
    assertThat(line(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "-1, -1", "0x10, 16", "010, 8", "1 2, 1", "2147483647, 2147483647"})
  void takesNumbersAsTheKernelDoes(String value, int number) {
    assertThat(line("net.x = " + value).orElseThrow().number()).hasValue(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "1x", "+1", "1.0", "08", "2147483648", "99999999999999999999"})
  void knowsWhatTheKernelRefuses(String value) {
    assertThat(line("net.x = " + value).orElseThrow().number()).isEmpty();
  }

  @Test
  void keepsGlobsAwayWithoutAValue() {
    assertThat(line("-net.ipv4.conf.lo.rp_filter").orElseThrow().value()).isEmpty();
  }
}
