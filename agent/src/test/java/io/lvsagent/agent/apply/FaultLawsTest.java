package io.lvsagent.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.apply.RunResult.StepResult;
import java.util.List;
import java.util.Set;
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

  /** Of the second one: conf/default reaches no device whose own value was written before. */
  private static int stepsOfAStop(Scenario scenario) {
    scenario.start(scenario.services);
    scenario.stop(scenario.names());
    scenario.start(scenario.services);
    int before = scenario.host.changes();
    scenario.stopOnce(scenario.names());
    return scenario.host.changes() - before;
  }
}
