package io.lvsagent.agent.cli;

import io.lvsagent.agent.apply.Applier;
import io.lvsagent.agent.apply.RunResult.Step;
import io.lvsagent.agent.apply.RunResult.StepResult;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.plan.Unmet;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import java.util.List;

/** {@code plan}: prints what start or stop would do, without doing it. */
final class PlanCommand {
  private PlanCommand() {}

  static Report run(Arguments arguments, Console console) {
    try (Session session = Session.toRead(arguments, console)) {
      Ledger ledger = session.ledger();
      RunRequest request;
      List<Note> leftStopped = List.of();
      if (arguments.has(Option.STOP)) {
        request = RunRequest.stop(ServiceSelection.toStop(arguments, ledger), false);
      } else {
        ServiceSelection selection = ServiceSelection.of(arguments);
        request = selection.toStart(ledger);
        leftStopped = selection.leftStopped(ledger);
      }
      PreparedRun prepared = Applier.prepare(session.kernel(), ledger, request);
      List<Step> steps =
          prepared.plan().changes().stream().map(c -> new Step(c, StepResult.PLANNED)).toList();
      ExitCode exit =
          !steps.isEmpty() && arguments.has(Option.EXIT_CODE) ? ExitCode.DRIFT : ExitCode.OK;
      List<Unmet> unmet = prepared.plan().unmet();
      return Report.of(arguments.word())
          .with(new Report.Run(!steps.isEmpty(), true, steps, unmet))
          .with(Session.services(prepared.ledger(), unmet, request))
          .noting(prepared.notes())
          .noting(leftStopped)
          .exiting(exit.code());
    }
  }
}
