package io.lvsagent.iface.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

class ErrnoTest {
  @Test
  void everyConstantHasTheNumberOfThePlatform() throws IllegalAccessException {
    for (Field constant : Errno.class.getFields()) {
      assertThat(Errno.describe(constant.getInt(null))).startsWith(constant.getName() + " (");
    }
  }
}
