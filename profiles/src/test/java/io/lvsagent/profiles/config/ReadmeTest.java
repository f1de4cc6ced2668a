package io.lvsagent.profiles.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.profiles.compile.Hosts;
import io.lvsagent.profiles.compile.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows as a config is one. */
class ReadmeTest {
  private static final Pattern BLOCK =
      Pattern.compile("^```yaml\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final int FEWEST = 9;

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> everyConfigCompiles() throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(Path.of("../README.md")));
    while (matcher.find()) {
      // a task of Ansible is a list
      if (!matcher.group(1).startsWith("- ")) {
        blocks.add(matcher.group(1));
      }
    }
    assertThat(blocks).hasSizeGreaterThanOrEqualTo(FEWEST);
    return blocks.stream().map(block -> DynamicTest.dynamicTest(block, () -> compiles(block)));
  }

  private void compiles(String block) throws IOException {
    Path file = Cases.safe(Files.createTempFile(folder, "readme", ".yaml"), block);
    List<Service> services = Config.read(file, owner -> true).services();
    assertThat(services).isNotEmpty();
    for (Service service : services) {
      assertThat(Lines.of(service, Hosts.oneOfEach())).isNotEmpty();
    }
  }
}
