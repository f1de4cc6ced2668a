package io.lvsagent.agent.cli;

import io.lvsagent.agent.apply.Adoption;
import io.lvsagent.agent.apply.RunResult;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.plan.Unmet;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.report.Report.Failure;
import io.lvsagent.agent.report.Report.Run;
import io.lvsagent.agent.usage.ExitCode;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.agent.verify.ServiceStatus.State;
import io.lvsagent.profiles.model.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reports what a run has done. */
final class RunReport {
  private RunReport() {}

  static Report of(Session session, RunResult result, RunRequest request) {
    ExitCode exit = ExitCode.of(result);
    Ledger before = session.ledger();
    boolean changed = !result.made().isEmpty() || !result.ledger().recordsSame(before);
    Report report =
        Report.of(session.arguments().word())
            .with(new Run(changed, result.changes(), result.unmet()))
            .noting(result.notes())
            .with(services(before, result.ledger(), result.unmet(), result.vipsLeft(), request));
    return result.failure().isEmpty()
        ? report.exiting(exit.code())
        : report.failing(exit.code(), failure(exit, result));
  }

  private static Failure failure(ExitCode exit, RunResult result) {
    Failure failure = exit.failure(result.failure().orElseThrow());
    if (result.undoFailure().isEmpty()) {
      return failure;
    }
    String left = result.undoFailure().get().getMessage();
    return Failure.of(failure.code(), failure.message() + "; undo incomplete: " + left);
  }

  /** Returns the services of the request after the run, without the findings of verify. */
  static List<ServiceStatus> services(
      Ledger before, Ledger after, List<Unmet> left, Set<String> vipsLeft, RunRequest request) {
    List<String> names = new ArrayList<>(request.stopping());
    request.starting().forEach(service -> names.add(service.name()));
    Set<String> unmet = new HashSet<>();
    for (Unmet one : left) {
      if (one.expectation().severity() != Severity.COSMETIC) {
        unmet.addAll(one.expectation().services());
      }
    }
    List<ServiceStatus> services = new ArrayList<>();
    for (String name : names) {
      Started started = after.services().get(name);
      if (started != null) {
        State up = unmet.contains(name) ? State.DRIFT : State.UP;
        State down = isLeft(before, name, vipsLeft) ? State.LEFTOVERS : State.STOPPED;
        services.add(ServiceStatus.of(started, started.up() ? up : down, List.of()));
      }
    }
    return services;
  }

  /** Returns true if a VIP stays that the service held; one of external addresses holds none. */
  private static boolean isLeft(Ledger before, String service, Set<String> vipsLeft) {
    return !vipsLeft.isEmpty()
        && Adoption.vips(before, service).stream()
            .anyMatch(vip -> vipsLeft.contains(Started.vip(vip)));
  }
}
