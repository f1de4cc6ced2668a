package io.lvsagent.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.apply.RunResult.StepResult;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.verify.Finding;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.profiles.config.Service;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds on every host for every set of services; each seed is one of either. */
final class LawsTest extends OnScenarios {
  private static final int SEEDS = 105;

  @Test
  void whatWasAppliedLeavesNothingToPlan() {
    forEach(
        SEEDS,
        scenario -> {
          RunResult outcome = scenario.start(scenario.services);
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
          RunResult stopped = scenario.stop(scenario.names());
          assertThat(stopped.failure()).isEmpty();
          assertThat(difference(before, scenario.host.snapshot())).isEmpty();
          assertThat(scenario.ledger().entries()).isEmpty();
        });
  }

  /** More seeds, because few have a foreign address that duplicates a VIP of two services. */
  @Test
  void aServiceIsShownWithItsOwnItemsAlone() {
    forEach(
        300,
        scenario -> {
          scenario.start(scenario.services);
          for (Service service : scenario.services) {
            assertThat(items(scenario.verify(scenario.services), service))
                .containsExactlyInAnyOrderElementsOf(
                    items(scenario.verify(List.of(service)), service));
          }
        });
  }

  private static List<String> items(List<ServiceStatus> views, Service service) {
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
          RunResult stopped = scenario.stopGently(scenario.names());
          assertThat(stopped.failure()).isEmpty();
          Set<String> after = scenario.host.snapshot();
          boolean kept = stopped.changes().stream().anyMatch(s -> s.result() == StepResult.KEPT);
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
          RunResult stopped = scenario.stop(scenario.names());
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
          RunResult mended = scenario.start(scenario.services);
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
          scenario.stopGently(List.of(scenario.names().get(0)));
          assertThat(agrees(scenario)).isTrue();
        });
  }

  /** Drift is what a start would change, what it cannot change, and what a stop left behind. */
  private static boolean agrees(Scenario scenario) {
    List<Service> up =
        scenario.services.stream()
            .filter(service -> scenario.ledger().isUp(service.name()))
            .toList();
    boolean drift =
        scenario.verify(scenario.services).stream()
            .flatMap(service -> service.findings().stream())
            .anyMatch(finding -> !finding.ok() && !isBesideServices(finding));
    PreparedRun draft = scenario.draft(up);
    boolean differs = !draft.plan().isEmpty() || !draft.plan().unmet().isEmpty();
    boolean left = !draft.release().kept().isEmpty() || !draft.release().vipsLeft().isEmpty();
    return drift == (differs || left);
  }

  /** The way to a real server is looked up, and no plan of ours makes it. */
  private static boolean isBesideServices(Finding finding) {
    return finding.kind().equals("route") && finding.key().startsWith("to ");
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
}
