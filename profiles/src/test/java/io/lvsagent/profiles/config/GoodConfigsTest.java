package io.lvsagent.profiles.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.profiles.compile.Hosts;
import io.lvsagent.profiles.compile.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Beside each config of {@code good/} is a text: what its services demand of one host. */
class GoodConfigsTest {
  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> compiles() throws IOException {
    return Cases.of("good").stream()
        .filter(file -> file.toString().endsWith(".yaml"))
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> compiles(file)));
  }

  private void compiles(Path good) throws IOException {
    Path file = Cases.safe(folder.resolve(good.getFileName()), Files.readString(good));
    List<String> lines = new ArrayList<>();
    for (Service service : Config.read(file, owner -> true).services()) {
      lines.addAll(Lines.of(service, Hosts.oneOfEach()));
    }
    Path expected = Path.of(good.toString().replace(".yaml", ".txt"));
    assertThat(lines).isEqualTo(Files.readAllLines(expected));
  }
}
