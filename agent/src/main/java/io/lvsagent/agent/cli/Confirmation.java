package io.lvsagent.agent.cli;

import io.lvsagent.agent.announce.Pause;
import io.lvsagent.agent.apply.RunResult.Step;
import io.lvsagent.agent.apply.RunResult.StepResult;
import io.lvsagent.agent.apply.TakeBack;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerException;
import io.lvsagent.agent.ledger.LedgerException.Reason;
import io.lvsagent.agent.ledger.LedgerStore;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.agent.ledger.Unconfirmed;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.ConsoleException;
import io.lvsagent.agent.report.Printer;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.report.Report.Failure;
import io.lvsagent.agent.report.Report.Run;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.CommandName;
import io.lvsagent.agent.usage.ExitCode;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.iface.libc.Signals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * {@code start --confirm} takes a start back, unless {@code confirm} runs in time. It waits without
 * the lock, and the start is in the state folder: whatever ends the waiting process, the next run
 * takes back what is overdue.
 */
final class Confirmation {
  private static final int MOST_SECONDS = 86_400;
  private static final long PAUSE = 100 * Pause.MILLISECOND;

  private final Arguments arguments;
  private final Console console;
  private final boolean json;
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private List<String> services = List.of();
  private boolean isOpen;

  private Confirmation(Arguments arguments, Console console) {
    this.arguments = arguments;
    this.console = console;
    json = arguments.text(Option.OUTPUT).equals(Optional.of("json"));
  }

  static Report start(Arguments arguments, Console console) {
    int seconds = arguments.number(Option.CONFIRM, 0, 1, MOST_SECONDS);
    ConfigSelection config = ConfigSelection.of(arguments);
    Confirmation confirmation = new Confirmation(arguments, console);
    // a terminal that hangs up is what this is for
    Signals.handle("HUP", () -> {});
    Signals.handle("INT", () -> confirmation.interrupted.set(true));
    Signals.handle("TERM", () -> confirmation.interrupted.set(true));
    Report report =
        Session.whenDevicesAreThere(
            arguments, console, session -> confirmation.run(session, config, seconds));
    if (!confirmation.isOpen) {
      Note none =
          new Note("nothing-to-confirm", "nothing was changed: there is nothing to confirm");
      return report.error().isPresent() ? report : report.noting(List.of(none));
    }
    return confirmation.awaited(report, seconds);
  }

  private Report run(Session session, ConfigSelection config, int seconds) {
    if (interrupted.get()) {
      Failure early = Failure.of("interrupted", "interrupted before anything was changed");
      return Report.of(arguments.word()).failing(ExitCode.STEP_FAILED.code(), early);
    }
    ServiceSelection selection = config.on(session);
    RunRequest request = selection.toStart(session.ledger());
    List<String> names = new ArrayList<>(request.stopping());
    request.starting().forEach(service -> names.add(service.name()));
    services = List.copyOf(names);
    LedgerStore store = session.store();
    store.confirming(new Unconfirmed(0, services, Ledger.EMPTY).lasting(seconds));
    Report report = session.start(List.of(request)).noting(selection.leftStopped(session.ledger()));
    Optional<Unconfirmed> open = store.unconfirmed();
    if (open.isPresent() && report.error().isPresent()) {
      store.settle();
    } else if (open.isPresent()) {
      isOpen = true;
      countFromNow(store, open.get(), seconds);
    }
    return report;
  }

  /** Where this cannot be written, the time that was recorded before the changes holds. */
  private static void countFromNow(LedgerStore store, Unconfirmed open, int seconds) {
    try {
      store.write(open.lasting(seconds));
    } catch (LedgerException e) {
      // the start is up and must be waited for all the same
    }
  }

  /** Waits until the start is confirmed, or takes it back. */
  private Report awaited(Report report, int seconds) {
    tell(report);
    console.remark(
        ("lvs-agent: waiting %d s for lvs-agent confirm from another shell; then, or after Ctrl-C,"
                + " everything goes back to the state before")
            .formatted(seconds));
    Path file = Session.state(arguments).resolve(Session.place()).resolve(LedgerStore.UNCONFIRMED);
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (Files.exists(file) && System.nanoTime() < end && !interrupted.get()) {
      Pause.until(System.nanoTime() + PAUSE);
    }
    while (true) {
      try (Session session = Session.toConfirm(arguments, console)) {
        Optional<Unconfirmed> open = session.store().unconfirmed();
        return open.isPresent() ? over(session, open.get(), report) : ended(session, report);
      } catch (LedgerException e) {
        if (e.reason() != Reason.LOCKED) {
          throw e;
        }
      }
    }
  }

  /** Prints at once what was done, which JSON has in the one object at the end. */
  private void tell(Report report) {
    try {
      if (!json) {
        boolean quiet = arguments.has(Option.QUIET);
        new Printer(console, false, quiet, arguments.has(Option.VERBOSE)).print(report);
      }
    } catch (ConsoleException e) {
      // the terminal is gone, and nobody will confirm
    }
  }

  /** Takes back what nobody has confirmed. */
  private Report over(Session session, Unconfirmed open, Report report) {
    TakeBack back = takenBack(session, open);
    String why = interrupted.get() ? "interrupted" : "not confirmed in time";
    return failed(report, why + ": " + back.summary(services), back.failure().isPresent())
        .noting(back.notes());
  }

  /** Returns the report after another run has confirmed, or has taken back. */
  private Report ended(Session session, Report report) {
    for (String name : services) {
      Started started = session.ledger().services().get(name);
      if (started != null && (!started.up() || started.takenBack())) {
        return failed(report, "taken back by another run of lvs-agent", false);
      }
    }
    console.remark("lvs-agent: confirmed");
    return json ? report : Report.of(arguments.word(), "").exiting(report.exit());
  }

  private Report failed(Report report, String text, boolean incomplete) {
    ExitCode exit = incomplete ? ExitCode.INCOMPLETE : ExitCode.STEP_FAILED;
    List<Step> steps = new ArrayList<>();
    for (Step step : report.run().changes()) {
      boolean undone = step.result() == StepResult.DONE && !incomplete;
      steps.add(undone ? new Step(step.change(), StepResult.UNDONE) : step);
    }
    Report last =
        json
            ? report.with(new Run(incomplete, steps, List.of())).with(List.of())
            : Report.of(arguments.word(), "");
    return last.failing(exit.code(), Failure.of("not-confirmed", text));
  }

  private static TakeBack takenBack(Session session, Unconfirmed open) {
    return TakeBack.run(session.kernel(), session.store(), session.ledger(), open);
  }

  /**
   * Returns a session after a start that waited to be confirmed was taken back, because the time is
   * over or everything is to be stopped. Throws LedgerException while it waits, and closes it then.
   */
  static Session settled(Session session) {
    try {
      Optional<Unconfirmed> open = session.store().unconfirmed();
      boolean stops = session.arguments().command().equals(Optional.of(CommandName.STOP));
      if (open.isEmpty()) {
        return session;
      }
      if (!stops && !open.get().isOverdue()) {
        throw new LedgerException(Reason.UNCONFIRMED, waiting(open.get()));
      }
      TakeBack back = takenBack(session, open.get());
      Console console = session.console();
      console.remark("lvs-agent: not confirmed: " + back.summary(open.get().services()));
      back.notes().forEach(note -> console.remark("lvs-agent: " + note.text()));
      return new Session(
          session.arguments(), console, session.kernel(), session.store(), back.ledger());
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static String waiting(Unconfirmed open) {
    return "the start of %s waits %d s for lvs-agent confirm: confirm it, or let it go back"
        .formatted(String.join(", ", open.services()), open.left());
  }

  /** Returns a note for {@code status} on a start that is not confirmed. */
  static Note note(Session session) {
    Optional<Unconfirmed> open = session.store().unconfirmed();
    String text = open.filter(one -> !one.isOverdue()).map(Confirmation::waiting).orElse(OVERDUE);
    return new Note("not-confirmed", text);
  }

  private static final String OVERDUE =
      "a start was not confirmed in time, and its process was killed: the next run that changes"
          + " something takes it back first";

  /** {@code confirm}: keeps what a start has done. */
  static Report confirm(Arguments arguments, Console console) {
    Report report = Report.of(arguments.word(), "");
    try (Session session = Session.toConfirm(arguments, console)) {
      Optional<Unconfirmed> open = session.store().unconfirmed();
      if (open.isEmpty()) {
        Failure none =
            Failure.of("nothing-to-confirm", "nothing to confirm: no start waits for it");
        return report.failing(ExitCode.DRIFT.code(), none);
      }
      List<String> services = open.get().services();
      if (open.get().isOverdue()) {
        TakeBack back = takenBack(session, open.get());
        ExitCode exit = back.failure().isPresent() ? ExitCode.INCOMPLETE : ExitCode.STEP_FAILED;
        String text = "too late: " + back.summary(services);
        return report.failing(exit.code(), Failure.of("not-confirmed", text)).noting(back.notes());
      }
      session.store().settle();
      return Report.of(arguments.word(), "confirmed: " + String.join(", ", services) + "\n");
    }
  }
}
