package io.lvsagent.agent.cli;

import io.lvsagent.agent.apply.Outcome;
import io.lvsagent.agent.apply.Outcome.Result;
import io.lvsagent.agent.apply.Outcome.Taken;
import io.lvsagent.agent.apply.Request;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.plan.Unmet;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.report.Report.Failure;
import io.lvsagent.agent.verify.ServiceView;
import io.lvsagent.profiles.model.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a run that changes the host came to. */
final class RunReport {
  private RunReport() {}

  static Report of(String command, Outcome outcome, Request request) {
    boolean changed = outcome.changes().stream().anyMatch(step -> step.result() == Result.DONE);
    Report report =
        Report.of(command)
            .with(changed, outcome.changes(), outcome.unmet(), outcome.notes())
            .with(views(outcome, request));
    Optional<RuntimeException> failure = outcome.failure();
    if (failure.isEmpty()) {
      return report.exiting(unmet(outcome.unmet()).code());
    }
    boolean touched = outcome.changes().stream().anyMatch(RunReport::touched);
    Exit exit = touched ? Exit.STEP_FAILED : Exit.of(failure.get());
    Failure said = exit.failure(failure.get());
    if (outcome.undoFailure().isPresent()) {
      exit = Exit.INCOMPLETE;
      said =
          Failure.of(
              "incomplete",
              said.message() + "; undo incomplete: " + outcome.undoFailure().get().getMessage());
    }
    return report.failing(exit.code(), said);
  }

  /** The services of the request as they are after it; verify says more of each. */
  private static List<ServiceView> views(Outcome outcome, Request request) {
    List<String> names = new ArrayList<>(request.stopping());
    request.starting().forEach(service -> names.add(service.name()));
    Set<String> unmet = new HashSet<>();
    outcome.unmet().forEach(u -> unmet.addAll(u.expectation().services()));
    List<ServiceView> views = new ArrayList<>();
    for (String name : names) {
      Started started = outcome.ledger().services().get(name);
      if (started != null) {
        ServiceView.State up =
            unmet.contains(name) ? ServiceView.State.DRIFT : ServiceView.State.UP;
        views.add(
            new ServiceView(
                name,
                started.profile(),
                started.role(),
                started.up() ? up : ServiceView.State.STOPPED,
                started.vips(),
                List.of()));
      }
    }
    return views;
  }

  private static boolean touched(Taken step) {
    return step.result() == Result.UNDONE || step.result() == Result.DONE;
  }

  /** What nobody asks for and is only to go back is an undo that is not complete. */
  private static Exit unmet(List<Unmet> unmet) {
    Exit worst = Exit.OK;
    for (Unmet one : unmet) {
      if (one.expectation().services().isEmpty()) {
        return Exit.INCOMPLETE;
      }
      if (one.expectation().severity() != Severity.COSMETIC) {
        worst = Exit.DRIFT;
      }
    }
    return worst;
  }
}
