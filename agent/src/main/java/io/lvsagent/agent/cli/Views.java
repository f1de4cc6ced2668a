package io.lvsagent.agent.cli;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.VirtualServiceItem;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.verify.BalancingLoops;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.agent.verify.Verification;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Connection;
import io.lvsagent.iface.ipvs.ConnectionTable;
import io.lvsagent.iface.ipvs.TableEntry;
import io.lvsagent.profiles.config.Service;
import java.io.File;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The commands that only look. */
final class Views {
  private final Arguments arguments;
  private final Console console;

  Views(Arguments arguments, Console console) {
    this.arguments = arguments;
    this.console = console;
  }

  Report verify() {
    ServiceSelection selection = ServiceSelection.of(arguments);
    boolean strict = arguments.has(Option.STRICT);
    try (Session session = Session.toRead(arguments, console)) {
      List<ServiceStatus> views = views(session, selection);
      boolean drift = views.stream().anyMatch(view -> view.drifted(strict));
      boolean nothingToSay = arguments.has(Option.QUIET) && !drift;
      List<Note> notes =
          nothingToSay
              ? List.of()
              : BalancingLoops.of(session.kernel(), session.ledger(), selection.services());
      return Report.of(arguments.verb().word())
          .with(false, List.of(), List.of(), notes)
          .with(views)
          .exiting(drift ? ExitCode.DRIFT.code() : ExitCode.OK.code());
    }
  }

  /** Without a config the ledger alone says what is up. */
  Report status() {
    boolean configured =
        arguments.has(Option.PROFILE)
            || arguments.has(Option.CONFIG)
            || Files.exists(arguments.config());
    ServiceSelection selection =
        configured ? ServiceSelection.of(arguments) : new ServiceSelection("", List.of(), true);
    List<ServiceStatus> views = withTable(selection);
    int worst = views.isEmpty() ? ServiceStatus.State.STOPPED.lsb() : 0;
    for (ServiceStatus.State state :
        List.of(
            ServiceStatus.State.STOPPED,
            ServiceStatus.State.LEFTOVERS,
            ServiceStatus.State.DRIFT,
            ServiceStatus.State.UNKNOWN)) {
      if (views.stream().anyMatch(view -> view.state() == state)) {
        worst = state.lsb();
      }
    }
    String word = arguments.verb().word();
    Report report = views.isEmpty() ? Report.of(word, "no services\n") : Report.of(word);
    return report.with(views).exiting(worst);
  }

  private static List<ServiceStatus> views(Session session, ServiceSelection selection) {
    return Verification.of(
        session.kernel(),
        session.ledger(),
        selection.services(),
        selection.origin(),
        selection.all());
  }

  private List<ServiceStatus> withTable(ServiceSelection selection) {
    try (Session session = Session.toRead(arguments, console)) {
      List<ServiceStatus> views = views(session, selection);
      boolean balances =
          session.ledger().keys().stream().anyMatch(key -> key.kind() == Kind.IPVS_SERVICE);
      return balances ? balancing(session, views) : views;
    }
  }

  private static List<ServiceStatus> balancing(Session session, List<ServiceStatus> views) {
    List<TableEntry> table = session.kernel().ipvs().table();
    List<ServiceStatus> more = new ArrayList<>();
    for (ServiceStatus view : views) {
      List<TableEntry> its = new ArrayList<>();
      for (TableEntry listed : table) {
        Key key = VirtualServiceItem.key(listed.service().match());
        if (session.ledger().entry(key).needs().containsKey(view.name())) {
          its.add(listed);
        }
      }
      more.add(view.with(its, session.ledger().drains().keySet()));
    }
    return more;
  }

  /** Of the services that are named, those to their VIPs; else all. */
  Report connections() {
    boolean some = !arguments.operands().isEmpty() || arguments.has(Option.PROFILE);
    Set<Ip> vips = new HashSet<>();
    if (some) {
      for (Service service : ServiceSelection.of(arguments).services()) {
        service.vips().forEach(vip -> vips.add(vip.ip()));
      }
    }
    arguments.netns().ifPresent(Session::enter);
    List<Connection> connections = new ArrayList<>();
    new ConnectionTable(new File("/proc"))
        .forEach(
            connection -> {
              if (!some || vips.contains(connection.virtual().ip())) {
                connections.add(connection);
              }
            });
    return Report.of(arguments.verb().word()).with(Optional.of(connections));
  }
}
