package io.lvsagent.agent.cli;

import io.lvsagent.agent.apply.Adoption;
import io.lvsagent.agent.apply.PreparedRun;
import io.lvsagent.agent.apply.Reconciler;
import io.lvsagent.agent.apply.RunRequest;
import io.lvsagent.agent.apply.RunResult;
import io.lvsagent.agent.apply.RunResult.Step;
import io.lvsagent.agent.apply.RunResult.StepResult;
import io.lvsagent.agent.apply.Start;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.config.Service;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The commands that change the host, and plan, which says what they would change. */
final class Runs {
  private final Arguments arguments;
  private final Console console;

  Runs(Arguments arguments, Console console) {
    this.arguments = arguments;
    this.console = console;
  }

  Report start() {
    ServiceSelection selection = ServiceSelection.of(arguments);
    return awaitingDevices(
        session -> {
          selection.requireOrigins(session.ledger());
          RunRequest request = starting(selection, session.ledger());
          return report(start(session, session.ledger(), request), request)
              .noting(resting(selection, session.ledger()));
        });
  }

  /** The lock is not held between one try and the next. */
  private Report awaitingDevices(Function<Session, Report> run) {
    long end = System.nanoTime() + arguments.seconds(Option.WAIT_DEVICE, 0) * 1_000_000_000L;
    while (true) {
      try (Session session = Session.toWrite(arguments, console)) {
        return run.apply(session);
      } catch (HostRequirementException e) {
        if (System.nanoTime() >= end) {
          throw e;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private RunRequest starting(ServiceSelection selection, Ledger ledger) {
    List<String> pruned = arguments.has(Option.NO_PRUNE) ? List.of() : selection.gone(ledger);
    List<Service> services = new ArrayList<>(selection.services());
    services.removeIf(service -> rests(service, ledger));
    Drains drains = arguments.has(Option.NO_DRAINS) ? Drains.none(ledger) : Drains.KEPT;
    return RunRequest.start(services, pruned, drains);
  }

  private boolean rests(Service service, Ledger ledger) {
    Started started = ledger.services().get(service.name());
    return arguments.has(Option.UNLESS_STOPPED) && started != null && !started.up();
  }

  private List<Note> resting(ServiceSelection selection, Ledger ledger) {
    List<String> names =
        selection.services().stream()
            .filter(service -> rests(service, ledger))
            .map(Service::name)
            .toList();
    return names.isEmpty()
        ? List.of()
        : List.of(
            new Note("left-stopped", "stopped by hand, and left so: " + String.join(", ", names)));
  }

  Report stop() {
    boolean named = !arguments.operands().isEmpty() || arguments.has(Option.PROFILE);
    if (arguments.has(Option.ALL) && named) {
      throw new UsageException("--all is every service: name none beside it", "stop");
    }
    try (Session session = Session.toWrite(arguments, console)) {
      Ledger ledger = session.ledger();
      List<Note> unexplained = new ArrayList<>();
      for (Service service : named(ledger)) {
        List<Key> vips = Adoption.unexplained(session.kernel(), ledger, service);
        if (!vips.isEmpty() && arguments.has(Option.REMOVE_VIPS)) {
          ledger = Adoption.adopt(session.kernel(), ledger, service);
        } else if (!vips.isEmpty()) {
          unexplained.add(unexplained(service, vips));
        }
      }
      RunRequest request = RunRequest.stop(stopping(ledger), arguments.has(Option.FORCE));
      Report report = report(run(session, ledger, request), request);
      if (unexplained.isEmpty()) {
        return report;
      }
      return report.noting(unexplained).exiting(ExitCode.INCOMPLETE.code());
    }
  }

  private static Note unexplained(Service service, List<Key> vips) {
    return new Note(
        "vip-not-ours",
        vips.get(0)
            + (vips.size() > 1 ? " and " + (vips.size() - 1) + " more" : "")
            + " of service "
            + service.name()
            + ": it is there and no ledger says that we put it there; take it over with"
            + " lvs-agent adopt, or remove it with lvs-agent stop --remove-vips");
  }

  /** What the config or the flags say, where they can say it: a stop must work without them. */
  private List<Service> named(Ledger ledger) {
    if (arguments.has(Option.ALL)) {
      return List.of();
    }
    List<String> names = arguments.operands();
    boolean known = !names.isEmpty() && ledger.services().keySet().containsAll(names);
    boolean nothingSaid = arguments.flags().isEmpty() && names.isEmpty();
    boolean withoutConfig = !arguments.has(Option.CONFIG) && !Files.exists(arguments.config());
    return known || nothingSaid && withoutConfig
        ? List.of()
        : ServiceSelection.of(arguments).services();
  }

  private List<String> stopping(Ledger ledger) {
    if (arguments.flags().isPresent()) {
      return List.of(arguments.flags().get().service().name());
    }
    if (!arguments.operands().isEmpty()) {
      return arguments.operands();
    }
    boolean everything = arguments.has(Option.ALL) || !Files.exists(arguments.config());
    String origin = arguments.config().toAbsolutePath().normalize().toString();
    List<String> names = new ArrayList<>();
    for (Started started : ledger.services().values()) {
      if (everything || started.origin().equals(origin)) {
        names.add(started.name());
      }
    }
    return names;
  }

  Report restart() {
    ServiceSelection selection = ServiceSelection.of(arguments);
    return awaitingDevices(
        session -> {
          Ledger ledger = session.ledger();
          selection.requireOrigins(ledger);
          RunRequest start = starting(selection, ledger);
          List<String> names =
              selection.all()
                  ? stopping(ledger)
                  : selection.services().stream().map(Service::name).toList();
          RunRequest stop = RunRequest.stop(names, arguments.has(Option.FORCE));
          return report(start(session, ledger, stop, start), start);
        });
  }

  Report plan() {
    boolean stop = arguments.has(Option.STOP);
    try (Session session = Session.toRead(arguments, console)) {
      Ledger ledger = session.ledger();
      RunRequest request;
      List<Note> resting = List.of();
      if (stop) {
        request = RunRequest.stop(stopping(ledger), false);
      } else {
        ServiceSelection selection = ServiceSelection.of(arguments);
        selection.requireOrigins(ledger);
        request = starting(selection, ledger);
        resting = resting(selection, ledger);
      }
      PreparedRun draft = PreparedRun.of(session.kernel(), ledger, request);
      List<Step> changes = new ArrayList<>();
      for (Change change : draft.plan().changes()) {
        changes.add(new Step(change, StepResult.PLANNED));
      }
      boolean differs = !changes.isEmpty();
      return Report.of(arguments.verb().word())
          .with(differs, changes, draft.plan().unmet(), draft.notes())
          .noting(resting)
          .exiting(differs && arguments.has(Option.EXIT_CODE) ? ExitCode.DRIFT.code() : 0);
    }
  }

  Report adopt() {
    ServiceSelection selection = ServiceSelection.of(arguments);
    try (Session session = Session.toWrite(arguments, console)) {
      Ledger ledger = session.ledger();
      selection.requireOrigins(ledger);
      for (Service service : selection.services()) {
        ledger = Adoption.adopt(session.kernel(), ledger, service);
      }
      session.store().write(ledger);
      Note taken = Adoption.said(session.ledger(), ledger);
      return Report.of(arguments.verb().word()).noting(List.of(taken));
    }
  }

  /** The last of the requests starts services. */
  private RunResult start(Session session, Ledger ledger, RunRequest... inTurn) {
    boolean takeover = arguments.has(Option.TAKEOVER);
    return Start.run(session.kernel(), session.store(), ledger, List.of(inTurn), takeover);
  }

  private static RunResult run(Session session, Ledger ledger, RunRequest... inTurn) {
    return Reconciler.run(session.kernel(), session.store(), ledger, List.of(inTurn));
  }

  private Report report(RunResult outcome, RunRequest request) {
    return RunReport.of(arguments.verb().word(), outcome, request);
  }
}
