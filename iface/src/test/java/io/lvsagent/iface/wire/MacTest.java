package io.lvsagent.iface.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MacTest {
  @Test
  void readsWhatItPrints() {
    assertThat(Mac.parse("02:00:00:00:00:21")).isEqualTo(new Mac(0x0200_0000_0021L));
    assertThat(Mac.parse("0:C:29:4e:80:4A")).hasToString("00:0c:29:4e:80:4a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "web",
        "02:00:00:00:00",
        "02:00:00:00:00:21:22",
        "02-00-00-00-00-21",
        "ff:ff:ff:ff:ff:ff",
        "01:00:5e:00:00:01",
        "00:00:00:00:00:00",
        "02:00:00:00:00:2g"
      })
  void refusesWhatIsNotASingleHosts(String text) {
    assertThatThrownBy(() -> Mac.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }
}
