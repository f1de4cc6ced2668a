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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Compiles each config in {@code good/} and compares its demands with the text beside it. */
class GoodConfigsTest {
  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> compiles() throws IOException {
    return Cases.tests("good", 36, this::compiles);
  }

  private void compiles(Path good) throws IOException {
    Path file = Cases.safe(folder.resolve(good.getFileName()), Files.readString(good));
    List<String> lines = new ArrayList<>();
    for (Service service : Config.read(file, owner -> true).services()) {
      lines.addAll(Lines.of(service, Hosts.oneOfEach()));
    }
    Path expected = text(good);
    Path made = Files.createDirectories(Path.of("target/good")).resolve(expected.getFileName());
    Files.write(made, lines);
    assertThat(made).hasSameTextualContentAs(expected);
  }

  @Test
  void everyFileIsAConfigOrItsText() throws IOException {
    List<Path> files = Cases.of("good");
    List<Path> configs = files.stream().filter(file -> file.toString().endsWith(".yaml")).toList();
    List<Path> texts = configs.stream().map(GoodConfigsTest::text).toList();
    assertThat(files)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(configs.stream(), texts.stream()).toList());
  }

  private static Path text(Path config) {
    return Path.of(config.toString().replace(".yaml", ".txt"));
  }
}
