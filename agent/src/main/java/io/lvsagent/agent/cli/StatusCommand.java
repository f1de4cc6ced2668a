package io.lvsagent.agent.cli;

import io.lvsagent.agent.announce.Pause;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.VirtualServiceItem;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.ledger.LedgerException;
import io.lvsagent.agent.ledger.LedgerException.Reason;
import io.lvsagent.agent.ledger.LedgerFile;
import io.lvsagent.agent.ledger.LockHolder;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.report.StatusView;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.ExitCode;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.iface.ipvs.TableEntry;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code status}: shows what is up and what differs, with the traffic of the IPVS table. */
final class StatusCommand {
  private static final double INTERVAL_SECONDS = 2;
  private static final double LEAST_SECONDS = 0.1;

  /** How often to look while other runs are at work, and how long to wait in between. */
  private static final int MOST_LOOKS = 10;

  private static final long PAUSE = 100 * Pause.MILLISECOND;

  private StatusCommand() {}

  static Report run(Arguments arguments, Console console) {
    if (arguments.has(Option.WATCH)) {
      return watch(arguments, console);
    }
    for (Option option : List.of(Option.INTERVAL, Option.COUNT)) {
      if (arguments.has(option)) {
        throw arguments.usage(option.flag() + " needs --watch");
      }
    }
    return first(arguments, console);
  }

  private static Report first(Arguments arguments, Console console) {
    try (Session session = Session.toRead(arguments, console)) {
      return look(session);
    }
  }

  /** Ends with an error only if the first look fails; a later one may find the host otherwise. */
  private static Report watch(Arguments arguments, Console console) {
    StatusView.Options options =
        new StatusView.Options(
            arguments.text(Option.OUTPUT).equals(Optional.of("json")),
            arguments.has(Option.QUIET),
            arguments.has(Option.VERBOSE),
            arguments.netns(),
            arguments.nanos(Option.INTERVAL, INTERVAL_SECONDS, LEAST_SECONDS),
            arguments.has(Option.COUNT)
                ? arguments.number(Option.COUNT, 0, 1, Integer.MAX_VALUE)
                : 0);
    Report first = first(arguments, console);
    StatusView.run(first, () -> again(arguments, console), console, options);
    return Report.of(arguments.word());
  }

  /**
   * Looks without the lock, which would hold up other runs every time, and looks once more if one
   * of them was at work meanwhile.
   */
  private static Report again(Arguments arguments, Console console) {
    try {
      arguments.netns().ifPresent(Session::enter);
      LedgerFile file = new LedgerFile(Session.state(arguments), Session.place());
      for (int i = 0; i < MOST_LOOKS; i++) {
        Optional<Report> report = undisturbed(arguments, console, file);
        if (report.isPresent()) {
          return report.get();
        }
        Pause.until(System.nanoTime() + PAUSE);
      }
      Optional<String> holder = LockHolder.of(file.path().resolveSibling("lock"));
      String text = "another run holds the lock" + holder.map(": "::concat).orElse("");
      throw new LedgerException(Reason.LOCKED, text);
    } catch (RuntimeException e) {
      ExitCode exit = ExitCode.of(e);
      return Report.of(arguments.word()).failing(exit.lsb(), exit.failure(e));
    }
  }

  private static Optional<Report> undisturbed(
      Arguments arguments, Console console, LedgerFile file) {
    if (file.isLocked()) {
      return Optional.empty();
    }
    try (Session session = Session.toLook(arguments, console, file)) {
      Report report = look(session);
      return file.isLocked() || file.differs() ? Optional.empty() : Optional.of(report);
    }
  }

  /** Uses the ledger alone if there is no config, or none that is sound. */
  private static Report look(Session session) {
    Arguments arguments = session.arguments();
    boolean configured =
        arguments.has(Option.PROFILE)
            || arguments.has(Option.CONFIG)
            || Files.exists(arguments.config());
    List<Note> notes = new ArrayList<>();
    ServiceSelection selection = ServiceSelection.toShow(session, configured, notes);
    if (session.store().isUnconfirmed()) {
      notes.add(Confirmation.note(session));
    }
    List<ServiceStatus> services = selection.shown(session);
    Report report =
        services.isEmpty()
            ? Report.of(arguments.word(), "no services\n")
            : Report.of(arguments.word());
    Report full =
        report.noting(notes).with(balancing(session, services)).exiting(selection.lsb(services));
    return arguments.measures() ? Monitoring.measured(full, session, selection) : full;
  }

  /** Adds what the IPVS table has of the services, if they have put something there. */
  static List<ServiceStatus> balancing(Session session, List<ServiceStatus> services) {
    if (session.ledger().keys().stream().noneMatch(key -> key.kind() == Kind.IPVS_SERVICE)) {
      return services;
    }
    List<TableEntry> table = session.kernel().ipvs().table();
    List<ServiceStatus> balancing = new ArrayList<>();
    for (ServiceStatus service : services) {
      List<TableEntry> own = new ArrayList<>();
      for (TableEntry entry : table) {
        Key key = VirtualServiceItem.key(entry.service().match());
        if (session.ledger().entry(key).needs().containsKey(service.name())) {
          own.add(entry);
        }
      }
      balancing.add(service.with(own, session.ledger().drains().keySet()));
    }
    return balancing;
  }
}
