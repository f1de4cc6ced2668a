package io.lvsagent.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.profiles.compile.HostRequirementException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SessionTest {
  @TempDir Path folder;

  @Test
  void aBootIdThatCannotBeReadIsLackingAndNoBug() {
    Path missing = folder.resolve("boot_id");
    assertThatThrownBy(() -> Session.boot(missing))
        .isInstanceOf(HostRequirementException.class)
        .hasMessage("cannot tell this boot from others: " + missing);
  }

  @Test
  void theBootIdIsReadWithoutItsLineEnd() throws IOException {
    Path id = Files.writeString(folder.resolve("boot_id"), "0b7b\n");
    assertThat(Session.boot(id)).isEqualTo("0b7b");
  }
}
