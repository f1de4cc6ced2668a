package io.lvsagent.agent.cli;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.ledger.LedgerFile;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Event;
import io.lvsagent.agent.report.PrometheusReport;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.watch.Clock;
import io.lvsagent.agent.watch.Waiting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Writes the metrics of a watch while it waits, with a look of its own: soon after something
 * happened, and from time to time. The watch holds no lock then, and is in the namespace.
 */
final class WatchMetrics implements Consumer<Event>, Waiting {
  private static final long PAUSE = 15 * Clock.SECOND;
  private static final long LEAST_PAUSE = Clock.SECOND;

  /** Looks take at most 0.5 % of the time, and after an event 5 %. */
  private static final int SHARE = 200;

  private static final int SHARE_AFTER_EVENT = 20;

  private final Arguments arguments;
  private final Console console;
  private final Supplier<ServiceSelection> selection;
  private final Consumer<Event> out;
  private final Waiting waiting;
  private final List<Set<Key>> mended = new ArrayList<>();
  private final Map<String, Long> repairs = new HashMap<>();
  private Optional<Note> refused = Optional.empty();
  private long written = System.nanoTime();
  private long cost;
  private boolean isDue = true;

  /** Adds itself to an output and a wait; the selection is that of the watch. */
  WatchMetrics(
      Arguments arguments,
      Console console,
      Supplier<ServiceSelection> selection,
      Consumer<Event> out,
      Waiting waiting) {
    this.arguments = arguments;
    this.console = console;
    this.selection = selection;
    this.out = out;
    this.waiting = waiting;
  }

  @Override
  public void accept(Event event) {
    out.accept(event);
    isDue = true;
    if (event.word().equals("repaired")) {
      Set<Key> keys = new HashSet<>();
      event.changes().forEach(step -> keys.add(step.change().key()));
      mended.add(keys);
    }
  }

  @Override
  public Woken await(int descriptor, long nanos) {
    long end = written + pause() - System.nanoTime();
    Woken woken = waiting.await(descriptor, Math.min(nanos, Math.max(0, end)));
    // what has happened comes first, unless something happens all the time
    boolean isQuiet = !woken.event() && !woken.reload() && !woken.stop();
    long late = System.nanoTime() - written - pause();
    if (late >= (isQuiet ? 0 : PAUSE)) {
      write(descriptor >= 0);
    }
    return woken;
  }

  private long pause() {
    return isDue ? Math.max(LEAST_PAUSE, SHARE_AFTER_EVENT * cost) : Math.max(PAUSE, SHARE * cost);
  }

  private void write(boolean isThere) {
    long begin = System.nanoTime();
    isDue = false;
    Optional<Note> now = Monitoring.write(isThere ? look() : unknown(), arguments);
    now.filter(note -> !now.equals(refused)).ifPresent(note -> console.remark(line(note)));
    refused = now;
    written = System.nanoTime();
    cost = written - begin;
  }

  private static String line(Note note) {
    return "lvs-agent: " + note.text();
  }

  private String unknown() {
    return Monitoring.unknown(arguments);
  }

  /** The watch tells what went wrong; here it is only that nothing is known. */
  private String look() {
    LedgerFile file = new LedgerFile(Session.state(arguments), Session.place());
    if (file.isLocked()) {
      isDue = true;
    }
    try (Session session = Session.toLook(arguments, console, file)) {
      count(session);
      ServiceSelection services = selection.get();
      return PrometheusReport.of(
          Monitoring.metrics(session, services, services.verified(session), repairs));
    } catch (RuntimeException e) {
      return unknown();
    }
  }

  private void count(Session session) {
    for (Set<Key> keys : mended) {
      Set<String> services = new HashSet<>();
      keys.forEach(key -> services.addAll(session.ledger().entry(key).needs().keySet()));
      services.forEach(service -> repairs.merge(service, 1L, Long::sum));
    }
    mended.clear();
  }
}
