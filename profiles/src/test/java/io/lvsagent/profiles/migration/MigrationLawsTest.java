package io.lvsagent.profiles.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.profiles.Seeds;
import io.lvsagent.profiles.config.Config;
import io.lvsagent.profiles.imported.ImportSettings;
import io.lvsagent.profiles.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A damaged file becomes a config that is valid or says what to fill in, or an error. */
class MigrationLawsTest {
  private static final String CHARACTERS = "{}$\"'`()<>&|;#!@~=:/-\\ 9\u0085\u2028\u00e9";

  @Test
  void aMutatedFileIsImportedOrRefusedInOneLine() {
    Seeds.each(
        Seeds.of(LongStream.of(107, 403598902, 666037816, 343807174)),
        seed -> importsOrRefuses(new Random(seed)));
  }

  private static void importsOrRefuses(Random random) throws IOException {
    List<Path> files = MigrationTest.files();
    int refused = 0;
    int imported = 0;
    for (int round = 0; round < 3000; round++) {
      Path file = files.get(random.nextInt(files.size()));
      ForeignText whole = MigrationTest.text(file);
      List<String> lines = new ArrayList<>(whole.lines());
      for (int i = random.nextInt(4); i >= 0 && !lines.isEmpty(); i--) {
        mutate(lines, random);
      }
      ForeignText text = new ForeignText(whole.source(), lines);
      ImportSettings settings = ImportSettings.of(Optional.of("eth0"), Optional.empty());
      try {
        Migration read =
            Migration.read(
                text,
                Optional.of(file.getParent().getFileName().toString()),
                random.nextBoolean() ? settings : settings.withRealServers());
        if (read.complete()) {
          Config.ofText("imported", read.yaml());
        } else {
          assertThat(read.yaml()).contains("# fill in: ");
        }
        imported++;
      } catch (ConfigException e) {
        assertThat(e.getMessage()).doesNotContain("\n").doesNotStartWith("null");
        refused++;
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError(text.source() + "\n" + String.join("\n", lines), e);
      }
    }
    assertThat(refused).isGreaterThan(200);
    assertThat(imported).isGreaterThan(500);
  }

  private static void mutate(List<String> lines, Random random) {
    int at = random.nextInt(lines.size());
    String line = lines.get(at);
    int column = line.isEmpty() ? 0 : random.nextInt(line.length());
    char c = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
    switch (random.nextInt(7)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
      case 2 -> lines.set(at, line.substring(0, column));
      case 3 -> lines.set(at, line.substring(0, column) + c + line.substring(column));
      case 4 ->
          lines.set(
              at, line.isEmpty() ? "" : line.substring(0, column) + line.substring(column + 1));
      case 5 -> lines.set(at, line + " " + lines.get(random.nextInt(lines.size())));
      default -> lines.subList(at, lines.size()).clear();
    }
  }
}
