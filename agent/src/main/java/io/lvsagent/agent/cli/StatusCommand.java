package io.lvsagent.agent.cli;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.VirtualServiceItem;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.ExitCode;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.iface.ipvs.TableEntry;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** {@code status}: shows what is up and what differs, with the traffic of the IPVS table. */
final class StatusCommand {
  private StatusCommand() {}

  /** Uses the ledger alone if there is no config, or none that is sound. */
  static Report run(Arguments arguments, Console console) {
    boolean configured =
        arguments.has(Option.PROFILE)
            || arguments.has(Option.CONFIG)
            || Files.exists(arguments.config());
    List<Note> notes = new ArrayList<>();
    try (Session session = Session.toRead(arguments, console)) {
      ServiceSelection selection =
          configured
              ? ServiceSelection.ofSound(session, notes)
              : new ServiceSelection(arguments, "", List.of(), true);
      List<ServiceStatus> services = selection.verified(session);
      boolean balances =
          session.ledger().keys().stream().anyMatch(key -> key.kind() == Kind.IPVS_SERVICE);
      Report report =
          services.isEmpty()
              ? Report.of(arguments.word(), "no services\n")
              : Report.of(arguments.word());
      return report
          .noting(notes)
          .with(balances ? balancing(session, services) : services)
          .exiting(ExitCode.lsb(services));
    }
  }

  private static List<ServiceStatus> balancing(Session session, List<ServiceStatus> services) {
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
