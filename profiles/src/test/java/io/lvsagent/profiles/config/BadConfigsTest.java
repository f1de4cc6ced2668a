package io.lvsagent.profiles.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lvsagent.profiles.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Reads each config in {@code bad/} and expects the error message in its first line. */
class BadConfigsTest {
  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> refuses() throws IOException {
    return Cases.tests("bad", 300, this::refuses);
  }

  private void refuses(Path bad) throws IOException {
    Path own = Files.createTempDirectory(folder, "case");
    Path file = Cases.safe(own.resolve("config.yaml"), Files.readString(bad));
    ConfigException refusal =
        catchThrowableOfType(ConfigException.class, () -> Config.read(file, owner -> true));
    assertThat(refusal).as("refusal of %s", bad).isNotNull();
    String expected = Files.readAllLines(bad).get(0).substring("# ".length());
    assertThat(refusal.getMessage().replace(own + "/", "")).as("%s", bad).isEqualTo(expected);
    assertThat(refusal.file()).as("%s", bad).isEqualTo(file.toString());
  }

  @Test
  void everyFileIsACase() throws IOException {
    assertThat(Cases.of("bad")).allMatch(file -> file.toString().endsWith(".yaml"));
  }
}
