package io.lvsagent.agent.cli;

import io.lvsagent.agent.apply.Adoption;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.agent.verify.Verification;
import io.lvsagent.profiles.config.Service;
import java.util.ArrayList;
import java.util.List;

/** {@code adopt}: records in the ledger what is on the host as configured. */
final class AdoptCommand {
  private AdoptCommand() {}

  static Report run(Arguments arguments, Console console) {
    ConfigSelection config = ConfigSelection.of(arguments);
    try (Session session = Session.toWrite(arguments, console)) {
      ServiceSelection selection = config.on(session);
      Ledger ledger = session.ledger();
      selection.requireOrigins(ledger);
      for (Service service : selection.services()) {
        ledger = Adoption.adopt(session.kernel(), ledger, service);
      }
      session.store().write(ledger);
      return Report.of(arguments.word())
          .with(new Report.Run(!ledger.recordsSame(session.ledger()), List.of(), List.of()))
          .noting(List.of(Adoption.summary(session.ledger(), ledger)))
          .noting(Adoption.staying(session.kernel(), ledger, selection.services()))
          .noting(next(session.kernel(), ledger, selection));
    }
  }

  /** Returns a note on what to run next, unless everything is in sync. */
  private static List<Note> next(Kernel kernel, Ledger ledger, ServiceSelection selection) {
    List<String> drifted = new ArrayList<>();
    for (ServiceStatus service :
        Verification.of(kernel, ledger, selection.services(), selection.origin(), false)) {
      if (service.drifted(false)) {
        drifted.add(service.name());
      }
    }
    String text = "not in sync yet: %s; run lvs-agent start next";
    return drifted.isEmpty()
        ? List.of()
        : List.of(new Note("start-next", text.formatted(Note.listOf(drifted))));
  }
}
