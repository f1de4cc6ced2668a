package io.lvsagent.agent.cli;

import io.lvsagent.agent.announce.AnnounceByHand;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.Role;
import java.util.ArrayList;
import java.util.List;

/** The command that tells a director's neighbours where its VIPs are. */
final class Announcer {
  private final Arguments arguments;
  private final Console console;

  Announcer(Arguments arguments, Console console) {
    this.arguments = arguments;
    this.console = console;
  }

  Report announce() {
    ServiceSelection selection = ServiceSelection.of(arguments);
    List<Service> directors = directors(selection);
    // a reader's lock: no run takes a VIP away while it is announced
    try (Session session = Session.toRead(arguments, console)) {
      AnnounceByHand.Told told = AnnounceByHand.announce(session.kernel(), directors);
      boolean quiet = arguments.has(Option.QUIET) && told.complete();
      String text = String.join("\n", told.done());
      return Report.of(arguments.verb().word(), quiet || text.isEmpty() ? "" : text + "\n")
          .with(told.forgot(), List.of(), List.of(), told.missed())
          .exiting(told.complete() ? ExitCode.OK.code() : ExitCode.DRIFT.code());
    }
  }

  private List<Service> directors(ServiceSelection selection) {
    List<Service> directors = new ArrayList<>();
    for (Service service : selection.services()) {
      if (service.role() == Role.DIRECTOR) {
        directors.add(service);
      } else if (!selection.all()) {
        throw new UsageException(
            "service " + service.name() + " is a real server's: its VIPs are never announced",
            arguments.verb().word());
      }
    }
    return directors;
  }
}
