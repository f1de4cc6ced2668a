package io.lvsagent.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.SysctlItem;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.ledger.Entry;
import io.lvsagent.agent.plan.Effect;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What holds on every host for every set of services, whichever parameter cannot be read. */
final class UnreadableLawsTest extends OnScenarios {
  private static final int SEEDS = 30;

  @Test
  void aStopForgetsNothingThatItCannotRead() {
    AtomicInteger cases = new AtomicInteger();
    forEach(
        SEEDS,
        scenario -> {
          Set<String> before = scenario.host.snapshot();
          scenario.start(scenario.services);
          for (SysctlKey key : parameters(scenario, entry -> entry.held().isPresent())) {
            scenario.start(scenario.services);
            if (scenario.ledger().held(SysctlItem.key(key)).isEmpty()) {
              continue; // the first start wrote it along with conf/default, which reaches it once
            }
            scenario.host.hide(key);
            RunResult stopped = scenario.stop(scenario.names());
            scenario.host.show();
            assertThat(stopped.failure()).as(key + "").isEmpty();
            // or else it went with its device
            if (stopped.unmet().stream().anyMatch(unmet -> is(key, unmet.key()))) {
              scenario.stop(scenario.names());
              cases.incrementAndGet();
            }
            assertThat(difference(before, scenario.host.snapshot())).as(key + "").isEmpty();
            assertThat(scenario.ledger().entries()).as(key + "").isEmpty();
          }
        });
    assertThat(cases.get()).isGreaterThan(100);
  }

  @Test
  void aStartOverwritesNothingThatItCannotRead() {
    AtomicInteger cases = new AtomicInteger();
    forEach(
        SEEDS,
        scenario -> {
          PreparedRun prepared = scenario.draft(scenario.services);
          Set<String> before = scenario.host.snapshot();
          for (Effect effect : prepared.plan().effects()) {
            Key key = effect.key();
            if (key.kind() == Kind.SYSCTL && !prepared.requested().containsKey(key)) {
              scenario.host.hide(SysctlKey.parse(key.name()));
              assertThatThrownBy(() -> scenario.start(scenario.services))
                  .isInstanceOf(HostRequirementException.class)
                  .hasMessageContaining(key + " is unreadable");
              scenario.host.show();
              assertThat(difference(before, scenario.host.snapshot())).as(key + "").isEmpty();
              cases.incrementAndGet();
            }
          }
        });
    assertThat(cases.get()).isGreaterThan(20);
  }

  @Test
  void aStartPutsNothingBackBesideWhatItCannotReadAgain() {
    AtomicInteger cases = new AtomicInteger();
    forEach(
        SEEDS,
        scenario -> {
          // conf/default reaches a device once
          scenario.start(scenario.services);
          scenario.stop(scenario.names());
          Set<String> before = scenario.host.snapshot();
          scenario.start(scenario.services);
          Set<String> up = scenario.host.snapshot();
          scenario.stop(scenario.names());
          List<Change> changes = scenario.draft(scenario.services).plan().changes();
          for (Change change : changes.subList(0, Math.max(0, changes.size() - 1))) {
            if (change.key().kind() == Kind.SYSCTL) {
              scenario.host.hideFrom(changes.size() - 1, SysctlKey.parse(change.key().name()));
              RunResult started = scenario.start(scenario.services);
              scenario.host.show();
              assertThat(started.failure()).as(change.key() + "").isEmpty();
              assertThat(difference(up, scenario.host.snapshot())).as(change.key() + "").isEmpty();
              scenario.stop(scenario.names());
              assertThat(difference(before, scenario.host.snapshot())).isEmpty();
              cases.incrementAndGet();
            }
          }
        });
    assertThat(cases.get()).isGreaterThan(100);
  }

  @Test
  void aCrashIsNotJudgedByWhatCannotBeRead() {
    AtomicInteger cases = new AtomicInteger();
    forEach(
        SEEDS,
        scenario -> {
          Set<String> before = scenario.host.snapshot();
          int steps = scenario.draft(scenario.services).plan().changes().size();
          for (int k = 1; k <= steps; k += 7) {
            scenario.host.unload();
            die(scenario, k, () -> scenario.start(scenario.services));
            for (SysctlKey key : parameters(scenario, entry -> entry.pending().isPresent())) {
              scenario.host.hide(key);
              scenario.stop(scenario.names());
              scenario.host.show();
              scenario.stop(scenario.names());
              assertThat(difference(before, scenario.host.snapshot())).as(key + "").isEmpty();
              assertThat(scenario.ledger().entries()).as(key + "").isEmpty();
              scenario.host.unload();
              die(scenario, k, () -> scenario.start(scenario.services));
              cases.incrementAndGet();
            }
            scenario.stop(scenario.names());
          }
        });
    assertThat(cases.get()).isGreaterThan(50);
  }

  private static List<SysctlKey> parameters(Scenario scenario, Predicate<Entry> which) {
    List<SysctlKey> keys = new ArrayList<>();
    scenario
        .ledger()
        .entries()
        .forEach(
            (key, entry) -> {
              if (key.kind() == Kind.SYSCTL && which.test(entry)) {
                keys.add(SysctlKey.parse(key.name()));
              }
            });
    return keys;
  }

  private static boolean is(SysctlKey parameter, Key key) {
    return key.equals(SysctlItem.key(parameter));
  }
}
