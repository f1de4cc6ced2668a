package io.lvsagent.agent.cli;

import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.intent.SampledVips;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.ExitCode;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.agent.verify.BalancingLoops;
import io.lvsagent.agent.verify.DirectAnswers;
import io.lvsagent.agent.verify.ServiceStatus;
import java.util.ArrayList;
import java.util.List;

/** {@code verify}: checks for drift, and changes nothing. */
final class VerifyCommand {
  private VerifyCommand() {}

  static Report run(Arguments arguments, Console console) {
    ConfigSelection config = ConfigSelection.of(arguments);
    try (Session session = Session.toRead(arguments, console)) {
      ServiceSelection selection = config.on(session);
      List<ServiceStatus> services = selection.verified(session);
      if (Session.isPersisted() && (selection.all() || arguments.has(Option.PROFILE))) {
        services = new ArrayList<>(services);
        services.addAll(PersistCommand.findings(session, selection.services()));
      }
      ExitCode exit = ExitCode.of(services, arguments.has(Option.STRICT));
      List<Note> notes = new ArrayList<>();
      if (!arguments.has(Option.QUIET) || exit != ExitCode.OK) {
        notes.addAll(BalancingLoops.of(session.kernel(), session.ledger(), selection.services()));
        notes.addAll(DirectAnswers.of(session.kernel(), selection.services()));
      }
      if (arguments.has(Option.VERBOSE)) {
        selection.services().forEach(service -> SampledVips.note(service).ifPresent(notes::add));
      }
      Report report = Report.of(arguments.word()).noting(notes).with(services).exiting(exit.code());
      return arguments.measures() ? Monitoring.measured(report, session, selection) : report;
    }
  }
}
