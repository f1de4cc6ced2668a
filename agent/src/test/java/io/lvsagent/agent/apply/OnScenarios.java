package io.lvsagent.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.agent.host.FakeHost;
import io.lvsagent.agent.intent.ConflictException;
import io.lvsagent.agent.lab.InMemory;
import io.lvsagent.agent.lab.Seeds;
import io.lvsagent.profiles.yaml.ConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;

/** Laws are held against scenarios, one for each seed; see {@link Seeds}. */
abstract class OnScenarios {
  @TempDir(factory = InMemory.class)
  Path folder;

  /**
   * Scenarios whose services exclude each other, or have an address of the host for a VIP, say so
   * and are no cases of the other laws.
   */
  final void forEach(int fixed, Consumer<Scenario> law) {
    List<Long> seeds = Seeds.of(LongStream.range(0, fixed));
    AtomicInteger fit = new AtomicInteger();
    Seeds.each(
        seeds,
        seed -> {
          Scenario scenario = new Scenario(seed, folder);
          try {
            scenario.draft(scenario.services);
          } catch (ConflictException | ConfigException refused) {
            return;
          }
          law.accept(scenario);
          fit.incrementAndGet();
        });
    assertThat(fit.get()).isGreaterThan(seeds.size() / 2);
  }

  static List<String> difference(Set<String> before, Set<String> after) {
    List<String> lines = new ArrayList<>();
    before.stream().filter(line -> !after.contains(line)).forEach(line -> lines.add("- " + line));
    after.stream().filter(line -> !before.contains(line)).forEach(line -> lines.add("+ " + line));
    return lines;
  }

  /** Runs something that dies after so many changes. */
  static void die(Scenario scenario, int after, Runnable run) {
    scenario.host.crashAfter(after);
    assertThatThrownBy(run::run).isInstanceOf(FakeHost.Crash.class);
    scenario.host.recover();
  }
}
