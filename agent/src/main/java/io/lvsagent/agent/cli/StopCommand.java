package io.lvsagent.agent.cli;

import io.lvsagent.agent.apply.Adoption;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.intent.HostChecks;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.ExitCode;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.agent.usage.UsageException;
import io.lvsagent.agent.verify.ServiceStatus.State;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.yaml.ConfigException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code stop}: undoes by the ledger. The config only helps to find VIPs that it does not have. */
final class StopCommand {
  private static final Note REMOVES =
      new Note("remove-vips", "lvs-agent stop --remove-vips removes VIPs that stay");

  private StopCommand() {}

  static Report run(Arguments arguments, Console console) {
    boolean isNamed = !arguments.operands().isEmpty() || arguments.has(Option.PROFILE);
    if (arguments.has(Option.ALL) && isNamed) {
      throw arguments.usage("--all stops every service: leave out service names and --profile");
    }
    try (Session session = Session.toWrite(arguments, console)) {
      List<Note> notes = new ArrayList<>();
      List<Service> described = described(session, notes);
      Report report =
          arguments.has(Option.REMOVE_VIPS)
              ? removing(session, described)
              : leaving(session, described);
      if (Session.isPersisted()) {
        notes.addAll(PersistCommand.staying());
      }
      return report.noting(notes);
    }
  }

  private static Report stop(Session session, Ledger ledger) {
    List<String> names = ServiceSelection.toStop(session.arguments(), ledger);
    return session.run(ledger, RunRequest.stop(names, session.arguments().has(Option.FORCE)));
  }

  private static Report incomplete(Report report, List<Note> why) {
    return why.isEmpty() ? report : report.noting(why).exiting(ExitCode.INCOMPLETE.code());
  }

  /** Leaves VIPs that lvs-agent did not make, and reports those that no ledger explains. */
  private static Report leaving(Session session, List<Service> described) {
    Ledger ledger = session.ledger();
    List<Note> unexplained = new ArrayList<>();
    List<Started> down = new ArrayList<>();
    for (Service service : described) {
      if (!ledger.services().containsKey(service.name())) {
        List<Ip> local =
            service.external()
                ? List.of()
                : Adoption.local(session.kernel(), ledger, service.vips());
        if (local.isEmpty()) {
          down.add(HostChecks.started(service).stopped());
        } else {
          List<Key> vips = Adoption.unexplained(session.kernel(), ledger, service);
          unexplained.add(unexplained(service, vips.isEmpty() ? local : vips));
        }
      }
    }
    Report report = stop(session, with(ledger, down));
    boolean left =
        report.services().stream().anyMatch(one -> one.state() == State.LEFTOVERS)
            && report.notes().stream().anyMatch(note -> note.code().equals("vip-stays"));
    return incomplete(left ? report.noting(List.of(REMOVES)) : report, unexplained);
  }

  /** Returns the ledger with services that are down by hand, although they were never up. */
  private static Ledger with(Ledger ledger, List<Started> down) {
    Map<String, Started> services = new LinkedHashMap<>(ledger.services());
    down.forEach(started -> services.put(started.name(), started));
    return new Ledger(services, ledger.entries(), ledger.devices(), ledger.drains());
  }

  /** Removes VIPs whoever made them, and reports those that are local all the same. */
  private static Report removing(Session session, List<Service> described) {
    Ledger ledger = session.ledger();
    Map<String, List<Ip>> left = new LinkedHashMap<>();
    Set<String> external = new HashSet<>();
    for (Service service : described) {
      if (service.external()) {
        external.add(service.name());
      } else if (!ledger.isUp(service.name())) {
        if (Adoption.unexplained(session.kernel(), ledger, service).isEmpty()) {
          left.put(service.name(), Adoption.local(session.kernel(), ledger, service.vips()));
        } else {
          ledger = Adoption.adopt(session.kernel(), ledger, service);
        }
      }
    }
    List<String> names = ServiceSelection.toStop(session.arguments(), ledger);
    ledger = Adoption.claim(session.kernel(), ledger, names);
    List<Started> down = new ArrayList<>();
    for (Service service : described) {
      boolean isNew = !ledger.services().containsKey(service.name());
      if (isNew && left.getOrDefault(service.name(), List.of()).isEmpty()) {
        down.add(HostChecks.started(service).stopped());
      }
    }
    ledger = with(ledger, down);
    Report report = stop(session, ledger);
    for (String name : names) {
      boolean known = ledger.services().containsKey(name) && !external.contains(name);
      if (known && report.error().isEmpty()) {
        left.put(name, left(session, ledger, name));
      }
    }
    left.values().removeIf(List::isEmpty);
    List<Note> why = new ArrayList<>();
    left.forEach((name, vips) -> why.add(inAnotherForm(name, vips)));
    return incomplete(report, why);
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
  private static List<Service> described(Session session, List<Note> notes) {
    Arguments arguments = session.arguments();
    Ledger ledger = session.ledger();
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
      return ServiceSelection.ofSound(session, notes).services();
    } catch (HostRequirementException e) {
      // a host without a part in the config never had a service of it
      return List.of();
    } catch (ConfigException | UsageException e) {
      if (!known) {
        throw e;
      }
      return List.of();
    }
  }
}
