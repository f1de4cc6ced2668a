package io.lvsagent.iface.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.iface.netns.NetnsFixture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("kernel")
class DeviceSettingsKernelTest {
  @RegisterExtension final NetnsFixture netns = new NetnsFixture();

  @Test
  void readsTheMtuAndTheOffload() {
    netns.run("ip link add eth0 mtu 1400 type veth peer name peer");
    try (DeviceSettings settings = DeviceSettings.open()) {
      assertThat(settings.mtu("eth0")).isEqualTo(1400);
      assertThat(settings.mergesReceived("eth0")).isFalse();
      assertThat(settings.mergesReceived("lo")).isFalse();
      assertThatThrownBy(() -> settings.mtu("eth7"))
          .hasMessage("read the MTU of eth7: ENODEV (No such device)");
      assertThatThrownBy(() -> settings.mergesReceived("eth7"))
          .hasMessage("read the offloads of eth7: ENODEV (No such device)");
    }
  }
}
