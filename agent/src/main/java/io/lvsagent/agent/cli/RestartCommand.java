package io.lvsagent.agent.cli;

import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import java.util.List;

/** {@code restart}: stops and starts in one run, so that a refused start undoes the stop, too. */
final class RestartCommand {
  private RestartCommand() {}

  static Report run(Arguments arguments, Console console) {
    ConfigSelection config = ConfigSelection.of(arguments);
    return Session.whenDevicesAreThere(
        arguments,
        console,
        session -> {
          ServiceSelection selection = config.on(session);
          RunRequest start = selection.toStart(session.ledger());
          RunRequest stop =
              RunRequest.stop(selection.toStop(session.ledger()), arguments.has(Option.FORCE));
          return session.start(List.of(stop, start));
        });
  }
}
