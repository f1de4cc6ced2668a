package io.lvsagent.sysctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SysctlKeyTest {
  @Test
  void readsAPathWithADottedDevice() {
    SysctlKey key = SysctlKey.parse("net/ipv4/conf/eth0.100/arp_ignore");
    assertThat(key.device()).contains("eth0.100");
    assertThat(key.name()).isEqualTo("arp_ignore");
    assertThat(key.on("br0")).hasToString("net/ipv4/conf/br0/arp_ignore");
  }

  @Test
  void readsTheDottedFormIfNoDotIsAmbiguous() {
    assertThat(SysctlKey.parse("net.ipv4.ip_forward")).isEqualTo(SysctlKey.IP_FORWARD);
    assertThat(SysctlKey.parse("net.ipv4.conf.all.arp_ignore"))
        .isEqualTo(SysctlKey.ipv4("all", "arp_ignore"));
  }

  @Test
  void asksForAPathIfADotIsAmbiguous() {
    assertThatThrownBy(() -> SysctlKey.parse("net.ipv4.conf.eth0.100.arp_ignore"))
        .hasMessageContaining("ambiguous")
        .hasMessageContaining("net/ipv4/conf/DEVICE/arp_ignore");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "net/ipv4/../../kernel/panic",
        "net/ipv4/./ip_forward",
        "net//ip_forward",
        "kernel/panic",
        "/net/ipv4/ip_forward",
        "net",
        "",
        "net/ipv4/conf/e\0th0/arp_ignore",
        "net/ipv4/conf/eth 0/arp_ignore",
        "net/ipv4/conf/eth0/arp_ignore\n"
      })
  void refusesTextThatIsNotAFileUnderNet(String text) {
    assertThatThrownBy(() -> SysctlKey.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesASlashWithinAComponent() {
    assertThatThrownBy(() -> new SysctlKey(List.of("net", "ipv4/..", "x")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void treatsForwardingOfAllAsIpForward() {
    assertThat(SysctlKey.ipv4("all", "forwarding").canonical()).isEqualTo(SysctlKey.IP_FORWARD);
    assertThat(SysctlKey.ipv4("eth0", "forwarding").canonical())
        .isEqualTo(SysctlKey.ipv4("eth0", "forwarding"));
  }

  @Test
  void aKeyThatIsNotPerDeviceHasNoDevice() {
    assertThat(SysctlKey.IP_FORWARD.device()).isEmpty();
    assertThatThrownBy(() -> SysctlKey.IP_FORWARD.on("eth0"))
        .isInstanceOf(IllegalStateException.class);
  }
}
