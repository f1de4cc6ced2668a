package io.lvsagent.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.CommandName;
import io.lvsagent.agent.usage.ExitCode;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.profiles.config.ConfigKeys;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages and completions have every command, option, exit code and key. */
final class ManualTest {
  private static final Path ROOT = Path.of("../..");
  private static final Map<String, String> PAGES = pages();

  @TempDir Path folder;

  private static Map<String, String> pages() {
    try {
      return Pages.of(ROOT, "1.0", "2026-01-01");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String page(String name) {
    return PAGES.getOrDefault(name, "");
  }

  private static String section(String page, String title) {
    return page.split("\\.SH " + title + "\n", 2)[1].split("\n\\.SH ", 2)[0];
  }

  @ParameterizedTest
  @EnumSource(CommandName.class)
  void everyCommandHasAPageWithItsOptions(CommandName command) {
    String page = page("lvs-agent-" + command.word() + ".8");
    assertThat(page).startsWith(".\\\"").contains("\n.TH ");
    assertThat(section(page, "DESCRIPTION")).hasSizeGreaterThan(80);
    for (Option option : command.options()) {
      for (String name : option.spec().names()) {
        String place =
            CommandName.GLOBAL.contains(option) ? page("lvs-agent.8") : section(page, "OPTIONS");
        assertThat(place).contains(Roff.bold(name));
      }
    }
    for (String example : command.examples()) {
      assertThat(section(page, "EXAMPLES").replace(" \\e\n   ", ""))
          .contains(Roff.literal("lvs-agent " + example));
    }
    assertThat(section(page("lvs-agent.8"), "COMMANDS"))
        .contains(Roff.bold("lvs-agent-" + command.word()) + "(8)");
  }

  @Test
  void noPageIsOfACommandThatIsGone() throws IOException {
    try (var files = Files.list(ROOT.resolve("docs/manual"))) {
      assertThat(files).hasSize(CommandName.values().length + 3).hasSize(PAGES.size());
    }
  }

  @ParameterizedTest
  @EnumSource(ExitCode.class)
  void everyExitCodeIsInTheOverview(ExitCode exit) {
    String tag = ".TP\n" + Roff.bold(Integer.toString(exit.code())) + "\n";
    assertThat(section(page("lvs-agent.8"), "EXIT STATUS")).contains(tag);
  }

  @Test
  void everyKeyThatTheConfigReaderKnowsHasAParagraph() throws Exception {
    List<String> keys = new ArrayList<>();
    for (Field field : ConfigKeys.class.getDeclaredFields()) {
      if (field.getType() == List.class) {
        field.setAccessible(true);
        for (Object key : (List<?>) field.get(null)) {
          keys.add(key.toString());
        }
      }
    }
    assertThat(keys).hasSizeGreaterThan(50);
    assertThat(keys).allMatch(key -> hasKey(key));
  }

  /** ConfigKeysTest holds the tables to what the reader takes, keys of profiles included. */
  @Test
  void everyRowOfTheTablesOfKeysHasAParagraph() throws IOException {
    List<String> rows =
        Files.readAllLines(ROOT.resolve("docs/config.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .toList();
    assertThat(rows).hasSizeGreaterThan(80);
    assertThat(rows).allMatch(row -> hasKey(row.split("`")[1]));
    long tags = page("lvs-agent.yaml.5").lines().filter(line -> line.matches(".*\\(.*\\)")).count();
    assertThat(tags).isGreaterThanOrEqualTo(rows.size());
  }

  private static boolean hasKey(String key) {
    return section(page("lvs-agent.yaml.5"), "KEYS").contains(".TP\n" + Roff.bold(key) + " (");
  }

  @Test
  void noPageHasALinkThatLeadsNowhere() {
    assertThat(PAGES.values()).noneMatch(page -> page.contains("]("));
    for (String page : PAGES.values()) {
      for (String word : page.replace("\\-", "-").split("[^A-Za-z0-9_./-]")) {
        if (word.startsWith("/usr/local/share/doc/lvs-agent/")) {
          String path = word.replaceFirst("^/usr/local/share/doc/lvs-agent/", "");
          assertThat(ROOT.resolve(path.replaceFirst("[.]$", ""))).exists();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1. first",
        "![picture](a.svg)",
        "<b>",
        "  deep",
        "| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |",
        "[x](nowhere.md#nowhere)",
        "see [it](#below)"
      })
  void whatHasNoPlaceInAPageIsAnError(String markdown) throws IOException {
    Files.writeString(folder.resolve("nowhere.md"), "# Title\n\n## Other\n\ntext\n");
    assertThatThrownBy(
            () -> Markdown.add(Roff.body(), folder, Path.of("a.md"), markdown.lines().toList()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPageSaysWhatTheMarkdownSays() throws IOException {
    String markdown =
        """
        .dot `-c 'x'` \\*a\\* **b** *c* [word](config.md) and *…* of lvs-agent --no-prune, ip(8)

        - item
        ```
        .x \\n `y` ~ ^
        ```

        | key | type | default | meaning |
        |---|---|---|---|
        | `a` | `x` \\| `y` | 1 | the key |
        """;
    Roff roff = Roff.body();
    Markdown.add(roff, folder, Path.of("docs/a.md"), markdown.lines().toList());
    assertThat(roff)
        .hasToString(
            """
            \\&.dot \\fB\\-c \\(aqx\\(aq\\fR *a* \\fBb\\fR \\fIc\\fR word (\\fBlvs\\-agent.yaml\\fR(5)) \
            and \\fI\\[u2026]\\fR of lvs\\-agent \\-\\-no\\-prune, \\fBip\\fR(8)
            .IP \\(bu 2
            item
            .PP
            .RS 2
            .EX
            \\&.x \\en \\(gay\\(ga \\(ti \\(ha
            .EE
            .RE
            .nh
            .TP
            \\fBa\\fR (\\fBx\\fR | \\fBy\\fR)
            The key. Default: 1.
            """);
  }

  @Test
  void completionsHaveEveryCommandAndOption() throws IOException {
    Map<String, String> completions = Completions.of(ROOT);
    assertThat(completions).hasSize(3);
    completions.forEach(
        (file, text) -> {
          assertThat(text).as(file).doesNotContainPattern("@[a-z]+@(?!\")");
          for (CommandName command : CommandName.values()) {
            assertThat(text).containsPattern("\\b" + command.word() + "\\b");
          }
          for (Option option : Option.values()) {
            String name = option.flag().substring(2);
            assertThat(text).containsPattern("(--|-l )" + name + "\\b");
          }
        });
  }

  @Test
  void completionsHaveTheFormatsThatTheParserNames() {
    assertThatThrownBy(() -> Arguments.of(List.of("verify", "-o", "?")).requireSound())
        .hasMessageContaining(String.join(", ", Completions.formats(CommandName.VERIFY)));
    assertThat(Completions.formats(CommandName.START)).containsExactly("text", "json");
  }

  @ParameterizedTest
  @EnumSource(Option.class)
  void whatAnOptionTakesIsKnown(Option option) {
    assertThat(Completions.kind(option).isEmpty()).isEqualTo(option.spec().arity().max() == 0);
  }

  @Test
  void everythingIsWrittenWhereItIsInstalled() throws IOException {
    Manual.write(ROOT, folder, "1.0", "2026-01-01");
    assertThat(folder.resolve("man/man8/lvs-agent-start.8")).content().contains("lvs-agent 1.0");
    assertThat(folder.resolve("man/man5/lvs-agent.yaml.5")).exists();
    assertThat(folder.resolve("man/man7/lvs-agent-json.7")).exists();
    assertThat(folder.resolve("bash-completion/completions/lvs-agent")).exists();
    assertThat(folder.resolve("zsh/site-functions/_lvs-agent")).exists();
    assertThat(folder.resolve("fish/vendor_completions.d/lvs-agent.fish")).exists();
  }
}
