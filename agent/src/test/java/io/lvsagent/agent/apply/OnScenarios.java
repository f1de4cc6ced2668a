package io.lvsagent.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.intent.ConflictException;
import io.lvsagent.agent.lab.InMemory;
import io.lvsagent.profiles.yaml.ConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;

/** Laws are held against scenarios, one for each seed. */
abstract class OnScenarios {
  @TempDir(factory = InMemory.class)
  Path folder;

  /**
   * Scenarios whose services exclude each other, or have an address of the host for a VIP, say so
   * and are no cases of the other laws.
   */
  final void forEach(int seeds, Consumer<Scenario> law) {
    int fit = 0;
    for (int seed = 0; seed < seeds; seed++) {
      Scenario scenario = new Scenario(seed, folder);
      try {
        scenario.draft(scenario.services);
      } catch (ConflictException | ConfigException refused) {
        continue;
      }
      try {
        law.accept(scenario);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
      fit++;
    }
    assertThat(fit).isGreaterThan(seeds / 2);
  }

  static List<String> difference(Set<String> before, Set<String> after) {
    List<String> lines = new ArrayList<>();
    before.stream().filter(line -> !after.contains(line)).forEach(line -> lines.add("- " + line));
    after.stream().filter(line -> !before.contains(line)).forEach(line -> lines.add("+ " + line));
    return lines;
  }
}
