package io.lvsagent.agent.cli;

import io.lvsagent.agent.apply.Adoption;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.profiles.config.Service;
import java.util.List;

/** {@code adopt}: records in the ledger what is on the host as configured. */
final class AdoptCommand {
  private AdoptCommand() {}

  static Report run(Arguments arguments, Console console) {
    ServiceSelection selection = ServiceSelection.of(arguments);
    try (Session session = Session.toWrite(arguments, console)) {
      Ledger ledger = session.ledger();
      selection.requireOrigins(ledger);
      for (Service service : selection.services()) {
        ledger = Adoption.adopt(session.kernel(), ledger, service);
      }
      session.store().write(ledger);
      return Report.of(arguments.word())
          .noting(List.of(Adoption.summary(session.ledger(), ledger)));
    }
  }
}
