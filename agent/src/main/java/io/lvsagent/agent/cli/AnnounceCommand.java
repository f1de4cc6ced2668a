package io.lvsagent.agent.cli;

import io.lvsagent.agent.announce.AnnounceByHand;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.ExitCode;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.Role;
import java.util.ArrayList;
import java.util.List;

/** {@code announce}: announces the VIPs of directors to their neighbours. */
final class AnnounceCommand {
  private AnnounceCommand() {}

  static Report run(Arguments arguments, Console console) {
    ConfigSelection config = ConfigSelection.of(arguments);
    // the shared lock keeps other runs from removing a VIP while it is announced
    try (Session session = Session.toRead(arguments, console)) {
      List<Service> directors = directors(config.on(session));
      AnnounceByHand.Result result = AnnounceByHand.announce(session.kernel(), directors);
      boolean quiet = arguments.has(Option.QUIET) && result.complete();
      StringBuilder text = new StringBuilder();
      if (!quiet) {
        result.done().forEach(line -> text.append(line).append('\n'));
      }
      ExitCode exit = result.complete() ? ExitCode.OK : ExitCode.DRIFT;
      return Report.of(arguments.word(), text.toString())
          .with(new Report.Run(result.forgot(), List.of(), List.of()))
          .noting(result.missed())
          .exiting(exit.code());
    }
  }

  private static List<Service> directors(ServiceSelection selection) {
    List<Service> directors = new ArrayList<>();
    for (Service service : selection.services()) {
      if (service.role() == Role.DIRECTOR) {
        directors.add(service);
      } else if (!selection.all()) {
        throw selection
            .arguments()
            .usage(
                "the VIPs of service "
                    + service.name()
                    + " are a real server's, and never announced");
      }
    }
    return directors;
  }
}
