package io.lvsagent.profiles.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lvsagent.profiles.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The first line of each file of {@code bad/}, a comment, is the message that refuses it. */
class BadConfigsTest {
  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> refuses() throws IOException {
    List<Path> files = Cases.of("bad");
    assertThat(files).hasSizeGreaterThan(100);
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> refuses(file)));
  }

  private void refuses(Path bad) throws IOException {
    Path file = Cases.safe(folder.resolve("config.yaml"), Files.readString(bad));
    ConfigException refusal =
        catchThrowableOfType(ConfigException.class, () -> Config.read(file, owner -> true));
    String expected = Files.readAllLines(bad).get(0).substring("# ".length());
    assertThat(refusal.getMessage().replace(folder + "/", "")).isEqualTo(expected);
    assertThat(refusal.file()).isEqualTo(file.toString());
  }
}
