package io.lvsagent.agent.cli;

import io.lvsagent.agent.apply.Adoption;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.yaml.ConfigException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code stop}: undoes by the ledger. The config only helps to find VIPs that it does not have. */
final class StopCommand {
  private StopCommand() {}

  static Report run(Arguments arguments, Console console) {
    boolean isNamed = !arguments.operands().isEmpty() || arguments.has(Option.PROFILE);
    if (arguments.has(Option.ALL) && isNamed) {
      throw arguments.usage("--all stops every service: leave out service names and --profile");
    }
    boolean removing = arguments.has(Option.REMOVE_VIPS);
    try (Session session = Session.toWrite(arguments, console)) {
      Ledger ledger = session.ledger();
      List<Note> notes = new ArrayList<>();
      List<Note> unexplained = new ArrayList<>();
      Set<String> external = new HashSet<>();
      for (Service service : described(arguments, ledger, notes)) {
        String name = service.name();
        if (service.external()) {
          external.add(name);
        } else if (removing ? !ledger.isUp(name) : !ledger.services().containsKey(name)) {
          List<Ip> local = Adoption.local(session.kernel(), ledger, service.vips());
          List<Key> vips =
              local.isEmpty() ? List.of() : Adoption.unexplained(session.kernel(), ledger, service);
          if (removing && !vips.isEmpty()) {
            ledger = Adoption.adopt(session.kernel(), ledger, service);
          } else if (!removing && !local.isEmpty()) {
            unexplained.add(unexplained(service, vips.isEmpty() ? local : vips));
          } else if (!local.isEmpty()) {
            unexplained.add(inAnotherForm(name, local));
          }
        }
      }
      List<String> names = ServiceSelection.toStop(arguments, ledger);
      ledger = removing ? Adoption.claim(session.kernel(), ledger, names) : ledger;
      RunRequest request = RunRequest.stop(names, arguments.has(Option.FORCE));
      Report report = session.run(ledger, request).noting(notes);
      if (removing && report.error().isEmpty() && unexplained.isEmpty()) {
        for (String name : names) {
          List<Ip> local = external.contains(name) ? List.of() : left(session, ledger, name);
          if (!local.isEmpty()) {
            unexplained.add(inAnotherForm(name, local));
          }
        }
      }
      return unexplained.isEmpty()
          ? report
          : report.noting(unexplained).exiting(ExitCode.INCOMPLETE.code());
    }
  }

  /** Returns the VIPs of a service that are local after its stop, and that no other one needs. */
  private static List<Ip> left(Session session, Ledger before, String service) {
    List<IpPrefix> vips = Adoption.vips(before, service);
    return Adoption.local(session.kernel(), before.stopping(service), vips);
  }

  private static Note unexplained(Service service, List<?> vips) {
    return new Note(
        "vip-not-ours",
        ("%s of service %s is on this host, but not in the ledger: take it over with lvs-agent"
                + " adopt, or remove it with lvs-agent stop --remove-vips")
            .formatted(Note.firstOf(vips), service.name()));
  }

  private static Note inAnotherForm(String service, List<Ip> vips) {
    return new Note(
        "vip-not-ours",
        ("%s of service %s is local in a form that lvs-agent never makes, and stays: look for it with"
                + " ip address show to %s and ip route get %s")
            .formatted(Note.firstOf(vips), service, vips.get(0), vips.get(0)));
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
    if (nothingNamed && withoutConfig || known && !arguments.has(Option.REMOVE_VIPS)) {
      return List.of();
    }
    try {
      return ServiceSelection.ofSound(arguments, ledger, notes).services();
    } catch (ConfigException e) {
      if (!known) {
        throw e;
      }
      return List.of();
    }
  }
}
