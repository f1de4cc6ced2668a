package io.lvsagent.agent.cli;

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

  @Test
  void theOverviewNamesEveryCommand() throws IOException {
    isGolden("help.txt", Help.text());
    for (CommandName verb : CommandName.values()) {
      assertThat(Help.text()).contains("  " + verb.word() + " ");
    }
  }

  @ParameterizedTest
  @EnumSource(CommandName.class)
  void everyCommandPrintsItsOwn(CommandName verb) throws IOException {
    isGolden("help-" + verb.word() + ".txt", Arguments.of(verb, List.of("--help")).help());
  }

  @ParameterizedTest
  @EnumSource(CommandName.class)
  void noLineIsTooLongForATerminal(CommandName verb) {
    assertThat(Arguments.of(verb, List.of("--help")).help().lines())
        .allMatch(line -> line.length() <= 80);
    assertThat(Help.text().lines()).allMatch(line -> line.length() <= 100);
  }
}
