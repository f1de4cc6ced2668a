package io.lvsagent.agent.cli;

import io.lvsagent.agent.apply.Applier;
import io.lvsagent.agent.apply.RunResult.Step;
import io.lvsagent.agent.apply.RunResult.StepResult;
import io.lvsagent.agent.boot.PersistedFile;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.intent.PreparedRun;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.plan.Unmet;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.ExitCode;
import io.lvsagent.agent.usage.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code plan}: prints what start or stop would do, without doing it. */
final class PlanCommand {
  private PlanCommand() {}

  static Report run(Arguments arguments, Console console) {
    Optional<ConfigSelection> config =
        arguments.has(Option.STOP) ? Optional.empty() : Optional.of(ConfigSelection.of(arguments));
    try (Session session = Session.toRead(arguments, console)) {
      Ledger ledger = session.ledger();
      RunRequest request;
      List<Note> leftStopped = List.of();
      List<PersistedFile> files = List.of();
      if (config.isEmpty()) {
        request = RunRequest.stop(ServiceSelection.toStop(arguments, ledger), false);
      } else {
        ServiceSelection selection = config.get().on(session);
        request = selection.toStart(ledger);
        leftStopped = selection.leftStopped(ledger);
        if (Session.isPersisted() && (selection.all() || arguments.has(Option.PROFILE))) {
          files = PersistCommand.differing(session, selection.services());
        }
      }
      PreparedRun prepared = Applier.prepare(session.kernel(), ledger, request);
      List<Step> steps =
          prepared.plan().changes().stream().map(c -> new Step(c, StepResult.PLANNED)).toList();
      boolean records = !prepared.ledger().recordsSame(ledger);
      boolean changed = !steps.isEmpty() || records;
      ExitCode exit = changed && arguments.has(Option.EXIT_CODE) ? ExitCode.DRIFT : ExitCode.OK;
      List<Unmet> unmet = prepared.plan().unmet();
      Report report = Report.of(arguments.word());
      return (files.isEmpty() ? report : report.persisting(files))
          .with(new Report.Run(changed, true, steps, unmet))
          .with(RunReport.services(ledger, prepared.ledger(), unmet, Set.of(), request))
          .noting(prepared.notes())
          .noting(steps.isEmpty() && records ? recordOnly(ledger, prepared.ledger()) : List.of())
          .noting(leftStopped)
          .exiting(exit.code());
    }
  }

  /** Returns a note on what only the ledger will have, because the host is as it should be. */
  private static List<Note> recordOnly(Ledger before, Ledger after) {
    List<String> parts = new ArrayList<>();
    after
        .services()
        .forEach(
            (name, now) -> {
              if (!now.equals(before.services().get(name))) {
                parts.add("service " + name + " will be recorded as " + (now.up() ? "up" : "down"));
              }
            });
    for (String name : before.services().keySet()) {
      if (!after.services().containsKey(name)) {
        parts.add("service " + name + " will be forgotten");
      }
    }
    String what = parts.isEmpty() ? "what belongs to lvs-agent" : String.join(", ", parts);
    return List.of(
        new Note("record-only", "the host stays as it is; only the ledger changes: " + what));
  }
}
