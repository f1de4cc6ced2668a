package io.lvsagent.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.agent.apply.RunResult.StepResult;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.FakeHost;
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

/**
 * What holds on every host for every set of services, whichever step is refused or the last before
 * a crash.
 */
final class FaultLawsTest extends OnScenarios {
  private static final int SEEDS = 30;

  @Test
  void aRefusedStepUndoesThoseBeforeIt() {
    forEach(
        SEEDS,
        scenario -> {
          Set<String> before = scenario.host.snapshot();
          int steps = scenario.draft(scenario.services).plan().changes().size();
          for (int k = 0; k < steps; k++) {
            scenario.host.unload();
            scenario.host.refuse(k);
            RunResult outcome = scenario.start(scenario.services);
            scenario.host.recover();
            assertThat(outcome.failure()).as("step " + k).isPresent();
            assertThat(outcome.undoFailure()).as("step " + k).isEmpty();
            assertThat(outcome.changes())
                .noneMatch(s -> s.result() == StepResult.DONE && s.change().isReversible());
            assertThat(difference(before, scenario.host.snapshot())).as("step " + k).isEmpty();
            assertThat(scenario.ledger().entries()).as("step " + k).isEmpty();
          }
        });
  }

  @Test
  void anErrorOfTheJvmUndoesTheStepsBeforeIt() {
    forEach(
        SEEDS,
        scenario -> {
          Set<String> before = scenario.host.snapshot();
          int steps = scenario.draft(scenario.services).plan().changes().size();
          for (int k = 0; k < steps; k++) {
            scenario.host.unload();
            scenario.host.breakAt(k);
            RunResult outcome = scenario.start(scenario.services);
            scenario.host.recover();
            assertThat(outcome.failure().orElseThrow()).hasMessageContaining("OutOfMemoryError");
            assertThat(outcome.undoFailure()).as("step " + k).isEmpty();
            assertThat(difference(before, scenario.host.snapshot())).as("step " + k).isEmpty();
            assertThat(scenario.ledger().entries()).as("step " + k).isEmpty();
          }
        });
  }

  @Test
  void anUndoThatIsRefusedOnceIsTriedAgain() {
    forEach(
        SEEDS,
        scenario -> {
          Set<String> before = scenario.host.snapshot();
          int steps = scenario.draft(scenario.services).plan().changes().size();
          for (int k = 1; k < steps; k++) {
            scenario.host.unload();
            int inTheUndo = k + 1 + k / 2;
            scenario.host.refuse(k, inTheUndo);
            RunResult outcome = scenario.start(scenario.services);
            scenario.host.recover();
            assertThat(outcome.failure()).as("step " + k).isPresent();
            assertThat(outcome.undoFailure()).as("step " + k).isEmpty();
            assertThat(difference(before, scenario.host.snapshot())).as("step " + k).isEmpty();
          }
        });
  }

  @Test
  void whatAnUndoCouldNotMendIsSaidAndMendedByTheNextStop() {
    forEach(
        SEEDS,
        scenario -> {
          Set<String> before = scenario.host.snapshot();
          int steps = scenario.draft(scenario.services).plan().changes().size();
          for (int k = 1; k < steps; k++) {
            scenario.host.unload();
            scenario.host.refuseFrom(k);
            RunResult outcome = scenario.start(scenario.services);
            scenario.host.recover();
            assertThat(outcome.failure()).as("step " + k).isPresent();
            List<String> left = difference(before, scenario.host.snapshot());
            assertThat(outcome.undoFailure().isPresent())
                .as("step " + k)
                .isEqualTo(!left.isEmpty());
            scenario.stop(scenario.names());
            assertThat(difference(before, scenario.host.snapshot())).as("step " + k).isEmpty();
          }
        });
  }

  @Test
  void aRefusedStepOfAStopPutsUpWhatWasUp() {
    forEach(
        SEEDS,
        scenario -> {
          int steps = stepsOfAStop(scenario);
          scenario.start(scenario.services);
          Set<String> up = scenario.host.snapshot();
          for (int k = 0; k < steps; k++) {
            scenario.host.refuse(k);
            RunResult outcome = scenario.stopOnce(scenario.names());
            scenario.host.recover();
            assertThat(outcome.failure()).as("step " + k).isPresent();
            assertThat(difference(up, scenario.host.snapshot())).as("step " + k).isEmpty();
            assertThat(scenario.draft(scenario.services).plan().changes()).isEmpty();
          }
        });
  }

  @Test
  void aStartThatDiedIsUndoneByStop() {
    forEach(
        SEEDS,
        scenario -> {
          Set<String> before = scenario.host.snapshot();
          int steps = scenario.draft(scenario.services).plan().changes().size();
          for (int k = 0; k <= steps; k++) {
            scenario.host.unload();
            die(scenario, k, () -> scenario.start(scenario.services));
            RunResult stopped = scenario.stop(scenario.names());
            assertThat(stopped.failure()).isEmpty();
            assertThat(difference(before, scenario.host.snapshot())).as("step " + k).isEmpty();
          }
        });
  }

  @Test
  void aStartThatDiedIsFinishedByTheNext() {
    forEach(
        SEEDS,
        scenario -> {
          Set<String> before = scenario.host.snapshot();
          int steps = scenario.draft(scenario.services).plan().changes().size();
          for (int k = 0; k <= steps; k++) {
            scenario.host.unload();
            die(scenario, k, () -> scenario.start(scenario.services));
            assertThat(scenario.start(scenario.services).failure()).isEmpty();
            assertThat(scenario.draft(scenario.services).plan().changes()).isEmpty();
            scenario.stop(scenario.names());
            assertThat(difference(before, scenario.host.snapshot())).as("step " + k).isEmpty();
          }
        });
  }

  @Test
  void aStopThatDiedIsFinishedByTheNext() {
    forEach(
        SEEDS,
        scenario -> {
          Set<String> before = scenario.host.snapshot();
          int steps = stepsOfAStop(scenario);
          for (int k = 0; k <= steps; k++) {
            scenario.start(scenario.services);
            die(scenario, k, () -> scenario.stop(scenario.names()));
            RunResult stopped = scenario.stop(scenario.names());
            assertThat(stopped.failure()).isEmpty();
            assertThat(difference(before, scenario.host.snapshot())).as("step " + k).isEmpty();
          }
        });
  }

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

  /** Of the second one: conf/default reaches no device whose own value was written before. */
  private static int stepsOfAStop(Scenario scenario) {
    scenario.start(scenario.services);
    scenario.stop(scenario.names());
    scenario.start(scenario.services);
    int before = scenario.host.changes();
    scenario.stopOnce(scenario.names());
    return scenario.host.changes() - before;
  }

  private static void die(Scenario scenario, int after, Runnable run) {
    scenario.host.crashAfter(after);
    assertThatThrownBy(run::run).isInstanceOf(FakeHost.Crash.class);
    scenario.host.recover();
  }
}
