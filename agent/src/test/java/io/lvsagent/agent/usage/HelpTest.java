package io.lvsagent.agent.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HelpTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  private static void isGolden(String name, String text) throws IOException {
    assertThat(text).isEqualTo(Files.readString(GOLDEN.resolve(name)));
  }

  private static String help(String... words) {
    return Arguments.of(List.of(words)).help().orElseThrow();
  }

  @Test
  void theOverviewNamesEveryCommand() throws IOException {
    isGolden("help.txt", help("--help"));
    assertThat(help("help")).isEqualTo(help("--help"));
    for (CommandName command : CommandName.values()) {
      assertThat(help("--help")).contains("  " + command.word() + " ");
    }
  }

  @ParameterizedTest
  @EnumSource(CommandName.class)
  void everyCommandPrintsItsOwn(CommandName command) throws IOException {
    isGolden("help-" + command.word() + ".txt", help(command.word(), "--help"));
    assertThat(help("help", command.word())).isEqualTo(help(command.word(), "--help"));
  }

  @ParameterizedTest
  @EnumSource(CommandName.class)
  void noLineIsTooLongForATerminal(CommandName command) {
    assertThat(help(command.word(), "-h").lines()).allMatch(line -> line.length() <= 80);
    assertThat(help("-h").lines()).allMatch(line -> line.length() <= 80);
  }
}
