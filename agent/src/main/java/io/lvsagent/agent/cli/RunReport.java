package io.lvsagent.agent.cli;

import io.lvsagent.agent.apply.RunRequest;
import io.lvsagent.agent.apply.RunResult;
import io.lvsagent.agent.apply.RunResult.Step;
import io.lvsagent.agent.apply.RunResult.StepResult;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.plan.Unmet;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.report.Report.Failure;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.profiles.model.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a run that changes the host came to. */
final class RunReport {
  private RunReport() {}

  static Report of(String command, RunResult outcome, RunRequest request) {
    boolean changed = outcome.changes().stream().anyMatch(step -> step.result() == StepResult.DONE);
    Report report =
        Report.of(command)
            .with(changed, outcome.changes(), outcome.unmet(), outcome.notes())
            .with(views(outcome, request));
    Optional<RuntimeException> failure = outcome.failure();
    if (failure.isEmpty()) {
      return report.exiting(unmet(outcome.unmet()).code());
    }
    boolean touched = outcome.changes().stream().anyMatch(RunReport::touched);
    ExitCode exit = touched ? ExitCode.STEP_FAILED : ExitCode.of(failure.get());
    Failure said = exit.failure(failure.get());
    if (outcome.undoFailure().isPresent()) {
      exit = ExitCode.INCOMPLETE;
      said =
          Failure.of(
              "incomplete",
              said.message() + "; undo incomplete: " + outcome.undoFailure().get().getMessage());
    }
    return report.failing(exit.code(), said);
  }

  /** The services of the request as they are after it; verify says more of each. */
  private static List<ServiceStatus> views(RunResult outcome, RunRequest request) {
    List<String> names = new ArrayList<>(request.stopping());
    request.starting().forEach(service -> names.add(service.name()));
    Set<String> unmet = new HashSet<>();
    outcome.unmet().forEach(u -> unmet.addAll(u.expectation().services()));
    List<ServiceStatus> views = new ArrayList<>();
    for (String name : names) {
      Started started = outcome.ledger().services().get(name);
      if (started != null) {
        ServiceStatus.State up =
            unmet.contains(name) ? ServiceStatus.State.DRIFT : ServiceStatus.State.UP;
        views.add(
            new ServiceStatus(
                name,
                started.profile(),
                started.role(),
                started.up() ? up : ServiceStatus.State.STOPPED,
                started.vips(),
                List.of()));
      }
    }
    return views;
  }

  private static boolean touched(Step step) {
    return step.result() == StepResult.UNDONE || step.result() == StepResult.DONE;
  }

  /** What nobody asks for and is only to go back is an undo that is not complete. */
  private static ExitCode unmet(List<Unmet> unmet) {
    ExitCode worst = ExitCode.OK;
    for (Unmet one : unmet) {
      if (one.expectation().services().isEmpty()) {
        return ExitCode.INCOMPLETE;
      }
      if (one.expectation().severity() != Severity.COSMETIC) {
        worst = ExitCode.DRIFT;
      }
    }
    return worst;
  }
}
