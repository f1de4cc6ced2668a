package io.lvsagent.agent.cli;

import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;

/** {@code undrain}: gives drained real servers their weights back. */
final class UndrainCommand {
  private UndrainCommand() {}

  static Report run(Arguments arguments, Console console) {
    try (Session session = Session.toWrite(arguments, console)) {
      return DrainCommand.set(session, DrainCommand.keys(session, arguments), false);
    }
  }
}
