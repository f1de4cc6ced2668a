package io.lvsagent.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.agent.FakeHost;
import io.lvsagent.agent.plan.Change;
import io.lvsagent.agent.run.Outcome.Result;
import io.lvsagent.profiles.Service;
import io.lvsagent.profiles.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** What holds on every host for every set of services; each seed is one of either. */
final class LawsTest {
  private static final int SEEDS = 100;
  private static final int SEEDS_OF_FAULTS = 25;

  @TempDir(factory = InMemory.class)
  Path folder;

  /** Each scenario is some fifty files, and a disk takes a millisecond for each. */
  static final class InMemory implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
        throws IOException {
      Path memory = Path.of("/dev/shm");
      return Files.isWritable(memory)
          ? Files.createTempDirectory(memory, "lvsa")
          : Files.createTempDirectory("lvsa");
    }
  }

  /**
   * Scenarios whose services exclude each other, or have an address of the host for a VIP, say so
   * and are no cases of the other laws.
   */
  private void forEach(int seeds, Consumer<Scenario> law) {
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

  @Test
  void whatWasAppliedLeavesNothingToPlan() {
    forEach(
        SEEDS,
        scenario -> {
          Outcome outcome = scenario.start(scenario.services);
          assertThat(outcome.failure()).isEmpty();
          assertThat(scenario.draft(scenario.services).plan().changes()).isEmpty();
          assertThat(scenario.start(scenario.services).changes()).isEmpty();
        });
  }

  @Test
  void stopLeavesWhatStartFound() {
    forEach(
        SEEDS,
        scenario -> {
          Set<String> before = scenario.host.snapshot();
          scenario.start(scenario.services);
          Outcome stopped = scenario.stop(scenario.names());
          assertThat(stopped.failure()).isEmpty();
          assertThat(difference(before, scenario.host.snapshot())).isEmpty();
          assertThat(scenario.ledger().entries()).isEmpty();
        });
  }

  @Test
  void aServiceIsShownWithItsOwnItemsAlone() {
    forEach(
        SEEDS,
        scenario -> {
          scenario.start(scenario.services);
          for (Service service : scenario.services) {
            assertThat(items(scenario.verify(scenario.services), service))
                .containsExactlyInAnyOrderElementsOf(
                    items(scenario.verify(List.of(service)), service));
          }
        });
  }

  private static List<String> items(List<ServiceView> views, Service service) {
    return views.stream()
        .filter(view -> view.name().equals(service.name()))
        .flatMap(view -> view.findings().stream())
        .map(finding -> finding.kind() + " " + finding.key())
        .toList();
  }

  /** What stays on somebody's account is named, and goes with a later stop. */
  @Test
  void aGentleStopSaysWhatItLeaves() {
    forEach(
        SEEDS,
        scenario -> {
          Set<String> before = scenario.host.snapshot();
          scenario.start(scenario.services);
          Outcome stopped = scenario.stopGently(scenario.names());
          assertThat(stopped.failure()).isEmpty();
          Set<String> after = scenario.host.snapshot();
          boolean kept = stopped.changes().stream().anyMatch(s -> s.result() == Result.KEPT);
          assertThat(after.equals(before)).isEqualTo(!kept);
          assertThat(kept && stopped.notes().isEmpty()).isFalse();
          scenario.stop(scenario.names());
          assertThat(difference(before, scenario.host.snapshot())).isEmpty();
        });
  }

  /** As where a run died before it could know that not we made it. */
  @Test
  void aDeviceThatItsModuleKeepsIsSaidAndNoMoreOurs() {
    Set<Boolean> cases = new HashSet<>();
    forEach(
        SEEDS,
        scenario -> {
          Set<String> before = scenario.host.snapshot();
          scenario.start(scenario.services);
          scenario.host.keep("tunl0");
          Outcome stopped = scenario.stop(scenario.names());
          assertThat(stopped.failure()).isEmpty();
          assertThat(stopped.unmet()).isEmpty();
          assertThat(scenario.ledger().entries()).isEmpty();
          boolean kept = stopped.notes().stream().anyMatch(n -> n.code().equals("module-device"));
          assertThat(difference(before, scenario.host.snapshot()))
              .allMatch(line -> kept && line.startsWith("+ ") && line.contains("tunl0"));
          assertThat(scenario.stop(scenario.names()).changes()).isEmpty();
          cases.add(kept);
        });
    assertThat(cases).containsExactlyInAnyOrder(true, false);
  }

  /** As it would have had it without us: from conf/default, which is ours meanwhile. */
  @Test
  void aDeviceThatComesLaterHasInTheEndWhatIsItsOwn() {
    forEach(
        SEEDS,
        scenario -> {
          Scenario without = scenario.again();
          scenario.start(scenario.services);
          for (Scenario one : List.of(scenario, without)) {
            one.host.device("late", "", 0);
            one.add("late", "10.9.0.1", 24, "");
            one.host.device("later", "", 0);
          }
          scenario.stop(scenario.names());
          assertThat(difference(without.host.snapshot(), scenario.host.snapshot())).isEmpty();
          assertThat(scenario.ledger().entries()).isEmpty();
        });
  }

  @Test
  void servicesMayComeAndGoInAnyOrder() {
    forEach(
        SEEDS,
        scenario -> {
          Set<String> before = scenario.host.snapshot();
          Random random = new Random(scenario.seed);
          List<Service> coming = new ArrayList<>(scenario.services);
          Collections.shuffle(coming, random);
          coming.forEach(service -> scenario.start(List.of(service)));
          List<String> going = new ArrayList<>(scenario.names());
          Collections.shuffle(going, random);
          going.forEach(name -> scenario.stop(List.of(name)));
          assertThat(difference(before, scenario.host.snapshot())).isEmpty();
        });
  }

  @Test
  void aServiceThatGoesTakesNothingFromThoseThatStay() {
    forEach(
        SEEDS,
        scenario -> {
          scenario.start(scenario.services);
          List<Service> staying = scenario.services.subList(1, scenario.services.size());
          List<Change> needed = scenario.draft(staying).plan().changes();
          scenario.stop(List.of(scenario.services.get(0).name()));
          assertThat(needed).isEmpty();
          assertThat(scenario.draft(staying).plan().changes()).isEmpty();
        });
  }

  @Test
  void whatSomebodyElseChangedIsLeftByStopAndMendedByStart() {
    forEach(
        SEEDS,
        scenario -> {
          scenario.start(scenario.services);
          Set<String> up = scenario.host.snapshot();
          List<String> touched = scenario.interfere();
          touched.retainAll(scenario.host.snapshot());
          touched.removeAll(up);
          Outcome mended = scenario.start(scenario.services);
          assertThat(mended.failure()).isEmpty();
          assertThat(scenario.draft(scenario.services).plan().changes()).isEmpty();
          scenario.stop(scenario.names());
          touched.removeAll(scenario.host.snapshot());
          assertThat(touched).isEmpty();
          assertThat(scenario.ledger().entries()).isEmpty();
        });
  }

  @Test
  void verifyFindsWhatStartWouldChange() {
    forEach(
        SEEDS,
        scenario -> {
          scenario.start(scenario.services);
          assertThat(agrees(scenario)).isTrue();
          scenario.interfere();
          assertThat(agrees(scenario)).isTrue();
          scenario.start(scenario.services);
          assertThat(agrees(scenario)).isTrue();
          Outcome stopped = scenario.stopGently(List.of(scenario.names().get(0)));
          // a VIP that others have put there is drift of a stopped service, and nothing to undo
          boolean vipStays = stopped.notes().stream().anyMatch(n -> n.code().equals("vip-stays"));
          assertThat(agrees(scenario) || vipStays).isTrue();
        });
  }

  /** Drift is that a start would change something, or cannot. */
  private static boolean agrees(Scenario scenario) {
    List<Service> up =
        scenario.services.stream()
            .filter(service -> scenario.ledger().isUp(service.name()))
            .toList();
    boolean drift = scenario.verify(scenario.services).stream().anyMatch(v -> v.drifted(true));
    Draft draft = scenario.draft(up);
    boolean differs = !draft.plan().isEmpty() || !draft.plan().unmet().isEmpty();
    boolean kept = !draft.releases().kept().isEmpty();
    return drift == (differs || kept);
  }

  @Test
  void stepsOfAStartComeInTheOrderOfTheirKinds() {
    forEach(
        SEEDS,
        scenario -> {
          List<Change> acquire = scenario.draft(scenario.services).plan().acquire();
          assertThat(acquire.stream().map(change -> change.key().kind()).toList()).isSorted();
        });
  }

  @Test
  void aRefusedStepUndoesThoseBeforeIt() {
    forEach(
        SEEDS_OF_FAULTS,
        scenario -> {
          Set<String> before = scenario.host.snapshot();
          int steps = scenario.draft(scenario.services).plan().changes().size();
          for (int k = 0; k < steps; k++) {
            scenario.host.refuse(k);
            Outcome outcome = scenario.start(scenario.services);
            scenario.host.recover();
            assertThat(outcome.failure()).as("step " + k).isPresent();
            assertThat(outcome.undoFailure()).as("step " + k).isEmpty();
            assertThat(outcome.changes()).noneMatch(step -> step.result() == Result.DONE);
            assertThat(difference(before, scenario.host.snapshot())).as("step " + k).isEmpty();
            assertThat(scenario.ledger().entries()).as("step " + k).isEmpty();
          }
        });
  }

  @Test
  void anUndoThatIsRefusedOnceIsTriedAgain() {
    forEach(
        SEEDS_OF_FAULTS,
        scenario -> {
          Set<String> before = scenario.host.snapshot();
          int steps = scenario.draft(scenario.services).plan().changes().size();
          for (int k = 1; k < steps; k++) {
            int inTheUndo = k + 1 + k / 2;
            scenario.host.refuse(k, inTheUndo);
            Outcome outcome = scenario.start(scenario.services);
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
        SEEDS_OF_FAULTS,
        scenario -> {
          Set<String> before = scenario.host.snapshot();
          int steps = scenario.draft(scenario.services).plan().changes().size();
          for (int k = 1; k < steps; k++) {
            scenario.host.refuseFrom(k);
            Outcome outcome = scenario.start(scenario.services);
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
        SEEDS_OF_FAULTS,
        scenario -> {
          int steps = stepsOfAStop(scenario);
          scenario.start(scenario.services);
          Set<String> up = scenario.host.snapshot();
          for (int k = 0; k < steps; k++) {
            scenario.host.refuse(k);
            Outcome outcome = scenario.stop(scenario.names());
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
        SEEDS_OF_FAULTS,
        scenario -> {
          Set<String> before = scenario.host.snapshot();
          int steps = scenario.draft(scenario.services).plan().changes().size();
          for (int k = 0; k <= steps; k++) {
            die(scenario, k, () -> scenario.start(scenario.services));
            Outcome stopped = scenario.stop(scenario.names());
            assertThat(stopped.failure()).isEmpty();
            assertThat(difference(before, scenario.host.snapshot())).as("step " + k).isEmpty();
          }
        });
  }

  @Test
  void aStartThatDiedIsFinishedByTheNext() {
    forEach(
        SEEDS_OF_FAULTS,
        scenario -> {
          Set<String> before = scenario.host.snapshot();
          int steps = scenario.draft(scenario.services).plan().changes().size();
          for (int k = 0; k <= steps; k++) {
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
        SEEDS_OF_FAULTS,
        scenario -> {
          Set<String> before = scenario.host.snapshot();
          int steps = stepsOfAStop(scenario);
          for (int k = 0; k <= steps; k++) {
            scenario.start(scenario.services);
            die(scenario, k, () -> scenario.stop(scenario.names()));
            Outcome stopped = scenario.stop(scenario.names());
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
    scenario.stop(scenario.names());
    return scenario.host.changes() - before;
  }

  private static List<String> difference(Set<String> before, Set<String> after) {
    List<String> lines = new ArrayList<>();
    before.stream().filter(line -> !after.contains(line)).forEach(line -> lines.add("- " + line));
    after.stream().filter(line -> !before.contains(line)).forEach(line -> lines.add("+ " + line));
    return lines;
  }

  private static void die(Scenario scenario, int after, Runnable run) {
    scenario.host.crashAfter(after);
    assertThatThrownBy(run::run).isInstanceOf(FakeHost.Crash.class);
    scenario.host.recover();
  }
}
