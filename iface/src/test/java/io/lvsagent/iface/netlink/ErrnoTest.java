package io.lvsagent.iface.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

class ErrnoTest {
  @Test
  void aTextIsThatOfItsErrorAlone() {
    assertThat(Errno.isText(Errno.EPIPE, "Broken pipe")).isTrue();
    assertThat(Errno.isText(Errno.EPIPE, "No space left on device")).isFalse();
    assertThat(Errno.isText(524, "Unknown error 524")).as("known to the C library alone").isTrue();
  }

  @Test
  void everyConstantHasTheNumberOfThePlatform() throws IllegalAccessException {
    for (Field constant : Errno.class.getFields()) {
      assertThat(Errno.describe(constant.getInt(null))).startsWith(constant.getName() + " (");
    }
  }
}
