package io.lvsagent.agent.cli;

import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.run.ServiceView;
import io.lvsagent.agent.run.Verification;
import java.nio.file.Files;
import java.util.List;

/** The commands that only look. */
final class Views {
  private final Arguments arguments;
  private final Console console;

  Views(Arguments arguments, Console console) {
    this.arguments = arguments;
    this.console = console;
  }

  Report verify() {
    Selection selection = Selection.of(arguments);
    List<ServiceView> views = views(selection);
    boolean strict = arguments.has(Option.STRICT);
    boolean drift = views.stream().anyMatch(view -> view.drifted(strict));
    return Report.of(arguments.verb().word())
        .with(views)
        .exiting(drift ? Exit.DRIFT.code() : Exit.OK.code());
  }

  /** Without a config the ledger alone says what is up. */
  Report status() {
    boolean configured =
        arguments.has(Option.PROFILE)
            || arguments.has(Option.CONFIG)
            || Files.exists(arguments.config());
    Selection selection = configured ? Selection.of(arguments) : new Selection("", List.of(), true);
    List<ServiceView> views = views(selection);
    int worst = views.isEmpty() ? ServiceView.State.STOPPED.lsb() : 0;
    for (ServiceView.State state :
        List.of(
            ServiceView.State.STOPPED,
            ServiceView.State.LEFTOVERS,
            ServiceView.State.DRIFT,
            ServiceView.State.UNKNOWN)) {
      if (views.stream().anyMatch(view -> view.state() == state)) {
        worst = state.lsb();
      }
    }
    String word = arguments.verb().word();
    Report report = views.isEmpty() ? Report.of(word, "no services\n") : Report.of(word);
    return report.with(views).exiting(worst);
  }

  private List<ServiceView> views(Selection selection) {
    try (Session session = Session.toRead(arguments, console)) {
      Ledger ledger = session.ledger();
      return Verification.of(
          session.kernel(), ledger, selection.services(), selection.origin(), selection.all());
    }
  }
}
