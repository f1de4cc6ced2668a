package io.lvsagent.agent.cli;

import io.lvsagent.agent.apply.Adoption;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.iface.Ip;
import io.lvsagent.profiles.config.Service;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** {@code stop}: undoes by the ledger. The config only helps to find VIPs that it does not have. */
final class StopCommand {
  private StopCommand() {}

  static Report run(Arguments arguments, Console console) {
    boolean isNamed = !arguments.operands().isEmpty() || arguments.has(Option.PROFILE);
    if (arguments.has(Option.ALL) && isNamed) {
      throw arguments.usage("--all stops every service: leave out service names and --profile");
    }
    try (Session session = Session.toWrite(arguments, console)) {
      Ledger ledger = session.ledger();
      List<Note> notes = new ArrayList<>();
      List<Note> unexplained = new ArrayList<>();
      for (Service service : described(arguments, ledger, notes)) {
        boolean known = ledger.services().containsKey(service.name()) || service.external();
        List<Ip> local = known ? List.of() : Adoption.local(session.kernel(), ledger, service);
        if (!local.isEmpty()) {
          List<Key> vips = Adoption.unexplained(session.kernel(), ledger, service);
          if (!arguments.has(Option.REMOVE_VIPS)) {
            unexplained.add(unexplained(service, vips.isEmpty() ? local : vips));
          } else if (vips.isEmpty()) {
            unexplained.add(inAnotherForm(service, local));
          } else {
            ledger = Adoption.adopt(session.kernel(), ledger, service);
          }
        }
      }
      RunRequest request =
          RunRequest.stop(ServiceSelection.toStop(arguments, ledger), arguments.has(Option.FORCE));
      Report report = session.run(ledger, request).noting(notes);
      return unexplained.isEmpty()
          ? report
          : report.noting(unexplained).exiting(ExitCode.INCOMPLETE.code());
    }
  }

  private static Note unexplained(Service service, List<?> vips) {
    return new Note(
        "vip-not-ours",
        ("%s of service %s is on this host, but not in the ledger: take it over with lvs-agent"
                + " adopt, or remove it with lvs-agent stop --remove-vips")
            .formatted(Note.firstOf(vips), service.name()));
  }

  private static Note inAnotherForm(Service service, List<Ip> vips) {
    return new Note(
        "vip-not-ours",
        ("%s of service %s is local in a form that lvs-agent never makes, and stays: look for it with"
                + " ip address show to %s and ip route get %s")
            .formatted(Note.firstOf(vips), service.name(), vips.get(0), vips.get(0)));
  }

  /** Returns the services that config or flags describe; none if stop can do without them. */
  private static List<Service> described(Arguments arguments, Ledger ledger, List<Note> notes) {
    if (arguments.has(Option.ALL)) {
      return List.of();
    }
    List<String> names = arguments.operands();
    boolean known = !names.isEmpty() && ledger.services().keySet().containsAll(names);
    boolean nothingNamed = arguments.flags().isEmpty() && names.isEmpty();
    boolean withoutConfig = !arguments.has(Option.CONFIG) && !Files.exists(arguments.config());
    return known || nothingNamed && withoutConfig
        ? List.of()
        : ServiceSelection.ofSound(arguments, ledger, notes).services();
  }
}
