package io.lvsagent.agent.cli;

import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.Option;
import java.util.List;

/**
 * {@code start}: brings the host to the state that the config describes. {@code restart} stops and
 * starts in one run, so that a refused start undoes the stop, too.
 */
final class StartCommand {
  private StartCommand() {}

  static Report run(Arguments arguments, Console console) {
    if (arguments.has(Option.DRY_RUN)) {
      return PlanCommand.run(arguments, console);
    }
    if (arguments.has(Option.CONFIRM)) {
      return Confirmation.start(arguments, console);
    }
    ConfigSelection config = ConfigSelection.of(arguments);
    return Session.whenDevicesAreThere(
        arguments,
        console,
        session -> {
          ServiceSelection selection = config.on(session);
          RunRequest request = selection.toStart(session.ledger());
          return session.start(List.of(request)).noting(selection.leftStopped(session.ledger()));
        });
  }

  static Report restart(Arguments arguments, Console console) {
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
