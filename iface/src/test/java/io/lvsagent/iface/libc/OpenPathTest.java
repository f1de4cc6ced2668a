package io.lvsagent.iface.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was opened stays the same file, whatever becomes of its name. */
final class OpenPathTest {
  @TempDir private Path folder;

  @Test
  void readsTheFileThatWasOpened() throws IOException {
    Path file = Files.writeString(folder.resolve("config"), "ours");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    try (OpenPath opened = OpenPath.of(file)) {
      Files.delete(file);
      Files.writeString(file, "another");
      assertThat(opened.path()).hasContent("ours");
      assertThat(opened.status().isRegular()).isTrue();
      assertThat(opened.status().isFolder()).isFalse();
      assertThat(opened.status().isWritableByOthers()).isTrue();
      assertThat(opened.status().size()).isEqualTo(4);
    }
    try (OpenPath opened = OpenPath.of(folder)) {
      assertThat(opened.status().isFolder()).isTrue();
    }
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> OpenPath.of(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none");
  }
}
