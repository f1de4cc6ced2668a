package io.lvsagent.agent.cli;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.agent.intent.Drains;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.intent.RunRequest;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.ExitCode;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.Ipvs;
import io.lvsagent.iface.ipvs.TableEntry;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.compile.HostRequirementException.Missing;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code drain}: sets the weight of real servers to 0, and waits until they have no connections.
 * {@code undrain}: gives them their weights back.
 */
final class DrainCommand {
  private static final int POLL_MILLIS = 250;

  private DrainCommand() {}

  static Report undrain(Arguments arguments, Console console) {
    try (Session session = Session.toWrite(arguments, console)) {
      return set(session, keys(session, arguments), false);
    }
  }

  /** Does not hold the lock while it waits. */
  static Report run(Arguments arguments, Console console) {
    Optional<Long> patience =
        arguments.text(Option.TIMEOUT).map(given -> arguments.nanos(Option.TIMEOUT, 0, 0));
    Set<Key> keys;
    Report report;
    try (Session session = Session.toWrite(arguments, console)) {
      keys = keys(session, arguments);
      report = set(session, keys, true);
    }
    if (report.error().isPresent()) {
      return report;
    }
    long left = await(keys, patience, arguments, console);
    if (left == 0) {
      return report;
    }
    String text = left + " connections are left";
    String after = arguments.text(Option.TIMEOUT).map(given -> " after " + given + " s").orElse("");
    Note note = new Note("not-drained", text + after);
    return report.noting(List.of(note)).exiting(ExitCode.DRIFT.code());
  }

  private static Report set(Session session, Set<Key> keys, boolean drained) {
    Drains drains = new Drains(List.copyOf(keys), drained);
    return session.run(session.ledger(), RunRequest.drain(drains));
  }

  /**
   * Returns the real servers that the command line names. Throws UsageException if it names none,
   * and HostRequirementException if no service that is up has one of them.
   */
  private static Set<Key> keys(Session session, Arguments arguments) {
    if (arguments.operands().isEmpty()) {
      throw arguments.usage("no real server");
    }
    Set<Key> keys = new LinkedHashSet<>();
    for (String word : arguments.operands()) {
      Endpoint named = arguments.endpoint(word);
      List<Key> found = Drains.at(session.ledger(), named.ip(), named.port());
      if (found.isEmpty()) {
        throw new HostRequirementException(
            Missing.REAL_SERVER, "no service that is up has a real server " + word);
      }
      keys.addAll(found);
    }
    return keys;
  }

  /** Prints the number of connections whenever it changes, and returns the last one. */
  private static long await(
      Set<Key> keys, Optional<Long> patience, Arguments arguments, Console console) {
    long begin = System.nanoTime();
    long last = 0;
    try (Ipvs ipvs = Ipvs.open()) {
      while (true) {
        long left = connections(ipvs, keys);
        if (left != last && !arguments.has(Option.QUIET)) {
          console.remark(left + (left == 1 ? " connection" : " connections") + " left");
        }
        last = left;
        long waited = System.nanoTime() - begin;
        if (left == 0 || patience.isPresent() && waited >= patience.get()) {
          return left;
        }
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return last;
    }
  }

  private static long connections(Ipvs ipvs, Set<Key> keys) {
    long connections = 0;
    for (TableEntry entry : ipvs.table()) {
      for (TableEntry.Server server : entry.servers()) {
        if (keys.contains(RealServerItem.key(entry.service().match(), server.server()))) {
          connections += server.active() + server.inactive();
        }
      }
    }
    return connections;
  }
}
