package io.lvsagent.iface;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ByteTextTest {
  private static String text(int... bytes) {
    byte[] all = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      all[i] = (byte) bytes[i];
    }
    return ByteText.of(all, all.length);
  }

  @Test
  void keepsWhatIsNotUtf8() {
    assertThat(text('z', 0xff, 0xfe, 'y')).isEqualTo("z\udcff\udcfey");
    assertThat(text('b', 0xc3, 0xbc, '0')).isEqualTo("b\u00fc0");
    assertThat(text(0xed, 0xb2, 0x80)).isEqualTo("\udced\udcb2\udc80");
    assertThat(text('a', 0xc3)).isEqualTo("a\udcc3");
    assertThat(text(0xef, 0xbf, 0xbd)).isEqualTo("\ufffd");
  }

  @Test
  void returnsTheBytesThatItWasMadeOf() {
    Random random = new Random(76);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(16)];
      random.nextBytes(bytes);
      assertThat(ByteText.bytes(ByteText.of(bytes, bytes.length))).isEqualTo(bytes);
    }
  }

  @Test
  void leavesOtherTextAsItIs() {
    String text = "eth0 b\u00fcro \ud83d\ude00";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(ByteText.bytes(text)).isEqualTo(bytes);
    assertThat(ByteText.of(bytes, bytes.length)).isEqualTo(text);
  }
}
