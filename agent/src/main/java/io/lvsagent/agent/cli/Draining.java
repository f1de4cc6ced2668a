package io.lvsagent.agent.cli;

import io.lvsagent.agent.apply.Reconciler;
import io.lvsagent.agent.apply.RunRequest;
import io.lvsagent.agent.apply.RunResult;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.Ipvs;
import io.lvsagent.iface.ipvs.TableEntry;
import io.lvsagent.profiles.compile.HostRequirementException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The commands that take a real server out of the table's use, and back in. */
final class Draining {
  private static final int FOR_EVER = -1;
  private static final int POLL_MILLIS = 250;

  private final Arguments arguments;
  private final Console console;

  Draining(Arguments arguments, Console console) {
    this.arguments = arguments;
    this.console = console;
  }

  Report undrain() {
    return run(false, new LinkedHashSet<>());
  }

  /** The lock is not held while it waits. */
  Report drain() {
    int seconds = arguments.has(Option.TIMEOUT) ? arguments.seconds(Option.TIMEOUT, 0) : FOR_EVER;
    Set<Key> keys = new LinkedHashSet<>();
    Report report = run(true, keys);
    if (report.error().isPresent()) {
      return report;
    }
    long left = await(keys, seconds);
    if (left == 0) {
      return report;
    }
    List<Note> notes = new ArrayList<>(report.notes());
    notes.add(new Note("not-drained", left + " connections are left after " + seconds + " s"));
    return report
        .with(report.changed(), report.changes(), report.unmet(), notes)
        .exiting(ExitCode.DRIFT.code());
  }

  private Report run(boolean drained, Set<Key> keys) {
    if (arguments.operands().isEmpty()) {
      throw new UsageException("no real server", arguments.verb().word());
    }
    try (Session session = Session.toWrite(arguments, console)) {
      Ledger ledger = session.ledger();
      for (String word : arguments.operands()) {
        keys.addAll(named(ledger, word));
      }
      Drains drains = new Drains(List.copyOf(keys), drained);
      RunRequest request = new RunRequest(List.of(), List.of(), false, false, drains);
      RunResult outcome =
          Reconciler.run(session.kernel(), session.store(), ledger, List.of(request));
      return RunReport.of(arguments.verb().word(), outcome, request);
    }
  }

  private List<Key> named(Ledger ledger, String word) {
    try {
      boolean address = word.indexOf(':') < 0 || word.indexOf(':') != word.lastIndexOf(':');
      Endpoint endpoint =
          address && !word.startsWith("[") ? new Endpoint(Ip.parse(word), 0) : Endpoint.parse(word);
      List<Key> keys = Drains.at(ledger, endpoint.ip(), endpoint.port());
      if (keys.isEmpty()) {
        throw new HostRequirementException(word, "no service that is up has a real server " + word);
      }
      return keys;
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), arguments.verb().word());
    }
  }

  /** Says how many connections are left whenever there are fewer; returns how many in the end. */
  private long await(Set<Key> keys, int seconds) {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    long said = 0;
    try (Ipvs ipvs = Ipvs.open()) {
      while (true) {
        long left = connections(ipvs, keys);
        if (left != said && !arguments.has(Option.QUIET)) {
          console.remark(left + (left == 1 ? " connection" : " connections") + " left");
        }
        said = left;
        if (left == 0 || seconds != FOR_EVER && System.nanoTime() >= end) {
          return left;
        }
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return said;
    }
  }

  private static long connections(Ipvs ipvs, Set<Key> keys) {
    long connections = 0;
    for (TableEntry listed : ipvs.table()) {
      for (TableEntry.Server server : listed.servers()) {
        if (keys.contains(RealServerItem.key(listed.service().match(), server.server()))) {
          connections += server.active() + server.inactive();
        }
      }
    }
    return connections;
  }
}
