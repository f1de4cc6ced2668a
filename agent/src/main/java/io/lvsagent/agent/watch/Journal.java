package io.lvsagent.agent.watch;

import io.lvsagent.agent.apply.RunResult;
import io.lvsagent.agent.apply.RunResult.Step;
import io.lvsagent.agent.apply.RunResult.StepResult;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.agent.report.Event;
import io.lvsagent.agent.verify.Finding;
import io.lvsagent.agent.verify.ServiceStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Tells what happens, and nothing twice. */
final class Journal {
  private final Consumer<Event> out;
  private final Notifier notifier;
  private final Clock clock;
  private final Function<Throwable, Note> naming;
  private Set<List<Object>> findings = Set.of();
  private String failure = "";
  private boolean ready;

  /**
   * Begins with nothing told.
   *
   * @param naming describes a failure in one line
   */
  Journal(Consumer<Event> out, Notifier notifier, Clock clock, Function<Throwable, Note> naming) {
    this.out = out;
    this.notifier = notifier;
    this.clock = clock;
    this.naming = naming;
  }

  private void tell(
      String word, Optional<List<ServiceStatus>> services, List<Step> changes, List<Note> notes) {
    Optional<List<ServiceStatus>> differing =
        services.map(all -> all.stream().map(Journal::differing).toList());
    out.accept(new Event(word, clock.time(), differing, changes, notes));
  }

  /** Returns the service with the findings that differ alone. */
  private static ServiceStatus differing(ServiceStatus service) {
    List<Finding> findings = service.findings().stream().filter(finding -> !finding.ok()).toList();
    return new ServiceStatus(
        service.name(),
        service.profile(),
        service.role(),
        service.state(),
        service.vips(),
        findings);
  }

  /** Tells once that the host is watched. */
  void ready(Optional<List<ServiceStatus>> services) {
    if (!ready) {
      ready = true;
      tell("ready", services, List.of(), List.of());
    }
  }

  /** Tells of drift if the set of findings is another one, and that there are none any more. */
  void findings(List<ServiceStatus> services) {
    Set<List<Object>> now = new HashSet<>();
    for (ServiceStatus service : services) {
      for (Finding finding : service.findings()) {
        if (finding.differs(false)) {
          now.add(
              List.of(
                  service.name(),
                  finding.kind(),
                  finding.key(),
                  finding.accepted(),
                  finding.observed()));
        }
      }
    }
    if (!now.equals(findings)) {
      findings = now;
      tell(now.isEmpty() ? "in-sync" : "drift", Optional.of(services), List.of(), List.of());
    }
    failure = "";
    status();
  }

  private void status() {
    notifier.status(status(failure, findings.size()));
  }

  private static String status(String failure, int findings) {
    return !failure.isEmpty() ? failure : findings == 0 ? "in sync" : "drift: " + findings;
  }

  /** Tells systemd that the first round is over, or a reload. */
  void readyForSystemd() {
    notifier.ready(status(failure, findings.size()));
  }

  void repaired(List<ServiceStatus> services, List<Step> changes, List<Note> notes) {
    failure = "";
    tell("repaired", Optional.of(services), changes, notes);
  }

  /** Tells which keys are left alone from now on, and why. */
  void conflict(Look look, Map<Key, Expectation> desired, List<Undoings.Conflict> conflicts) {
    List<Step> left = new ArrayList<>();
    List<Note> notes = new ArrayList<>();
    for (Undoings.Conflict conflict : conflicts) {
      Key key = conflict.key();
      Value now = look.prepared().observed().at(key);
      Expectation want = Objects.requireNonNull(desired.get(key));
      left.add(new Step(new Change(key, now, want.first()), StepResult.KEPT));
      notes.add(new Note("conflict", text(conflict, now, want)));
    }
    tell("conflict", Optional.of(look.statuses()), left, notes);
  }

  private static String text(Undoings.Conflict conflict, Value now, Expectation want) {
    List<Instant> times = conflict.times();
    String text =
        "%s is %s, expected %s: somebody undid it %d times within a minute (%s);"
            + " it is left alone until %s";
    return text.formatted(
        conflict.key(),
        now.text(),
        want.acceptedText(),
        times.size(),
        String.join(", ", times.stream().map(Instant::toString).toList()),
        times.get(times.size() - 1).plusSeconds(conflict.seconds()));
  }

  void failed(Throwable e) {
    failed(naming.apply(e));
  }

  /** Tells that another ledger is waited for, because that one told what was stopped by hand. */
  void lost(Path ledger) {
    String text =
        "%s is gone: run lvs-agent adopt, then lvs-agent start; nothing is done until then";
    failed(new Note("ledger-lost", text.formatted(ledger)));
  }

  /** Tells what became of a start that was not confirmed, if there was one. */
  void takenBack(List<Note> notes) {
    if (!notes.isEmpty()) {
      failed(notes.get(0), List.of(), notes.subList(1, notes.size()));
    }
  }

  void failed(Note why) {
    failed(why, List.of(), List.of());
  }

  /** Tells of a run that was refused. */
  void refused(RunResult result) {
    List<Note> notes = new ArrayList<>(result.notes());
    result.undoFailure().ifPresent(e -> notes.add(naming.apply(e)));
    failed(naming.apply(result.failure().orElseThrow()), result.changes(), notes);
  }

  /** Tells of a failure, unless it is the last one again. */
  private void failed(Note why, List<Step> changes, List<Note> notes) {
    ready(Optional.empty());
    if (!failure.equals(why.text())) {
      failure = why.text();
      List<Note> all = new ArrayList<>(List.of(why));
      all.addAll(notes);
      tell("failed", Optional.empty(), changes, all);
    }
    status();
  }

  void reloaded() {
    tell("reloaded", Optional.empty(), List.of(), List.of());
  }

  void rejected(Throwable e) {
    tell("rejected", Optional.empty(), List.of(), List.of(naming.apply(e)));
  }

  void stopped() {
    notifier.stopping();
    tell("stopped", Optional.empty(), List.of(), List.of());
  }
}
