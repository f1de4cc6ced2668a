package io.lvsagent.agent.cli;

import io.lvsagent.agent.apply.RunResult;
import io.lvsagent.agent.apply.RunResult.StepResult;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.report.Report.Failure;
import io.lvsagent.agent.report.Report.Run;
import io.lvsagent.agent.verify.ServiceStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Builds the report of a run that changes the host. */
final class RunReport {
  private RunReport() {}

  static Report of(String command, RunResult result, RunRequest request) {
    boolean changed = result.changes().stream().anyMatch(step -> step.result() == StepResult.DONE);
    ExitCode exit = ExitCode.of(result);
    Report report =
        Report.of(command)
            .with(new Run(changed, result.changes(), result.unmet()))
            .noting(result.notes())
            .with(services(result, request));
    return result.failure().isEmpty()
        ? report.exiting(exit.code())
        : report.failing(exit.code(), failure(exit, result));
  }

  private static Failure failure(ExitCode exit, RunResult result) {
    Failure failure = exit.failure(result.failure().orElseThrow());
    return result
        .undoFailure()
        .map(
            undo ->
                Failure.of(
                    failure.code(), failure.message() + "; undo incomplete: " + undo.getMessage()))
        .orElse(failure);
  }

  /** Returns the services of the request after the run, without the findings of verify. */
  private static List<ServiceStatus> services(RunResult result, RunRequest request) {
    List<String> names = new ArrayList<>(request.stopping());
    request.starting().forEach(service -> names.add(service.name()));
    Set<String> unmet = new HashSet<>();
    result.unmet().forEach(u -> unmet.addAll(u.expectation().services()));
    List<ServiceStatus> services = new ArrayList<>();
    for (String name : names) {
      Started started = result.ledger().services().get(name);
      if (started != null) {
        ServiceStatus.State up =
            unmet.contains(name) ? ServiceStatus.State.DRIFT : ServiceStatus.State.UP;
        services.add(
            new ServiceStatus(
                name,
                started.profile(),
                started.role(),
                started.up() ? up : ServiceStatus.State.STOPPED,
                started.vips(),
                List.of()));
      }
    }
    return services;
  }
}
