package io.lvsagent.agent.report;

import io.lvsagent.agent.apply.RunResult.Step;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.plan.Unmet;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.iface.ipvs.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answer of one command.
 *
 * @param changed whether the host is another than before
 * @param connections what the command lists, if it does
 * @param text printed instead of what would be derived, for commands whose answer is a text
 */
public record Report(
    String command,
    int exit,
    boolean changed,
    List<ServiceStatus> services,
    List<Step> changes,
    List<Unmet> unmet,
    List<Note> notes,
    Optional<Failure> error,
    Optional<String> text,
    Optional<List<Connection>> connections) {

  /** What went wrong; the place is that of a config. */
  public record Failure(String code, String message, Optional<String> file, int line, int column) {
    public static Failure of(String code, String message) {
      return new Failure(code, message, Optional.empty(), 0, 0);
    }
  }

  public static Report of(String command) {
    return new Report(
        command,
        0,
        false,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public static Report of(String command, String text) {
    Report r = of(command);
    return new Report(
        command,
        0,
        false,
        r.services,
        r.changes,
        r.unmet,
        r.notes,
        r.error,
        Optional.of(text),
        r.connections);
  }

  public Report exiting(int code) {
    return new Report(
        command, code, changed, services, changes, unmet, notes, error, text, connections);
  }

  public Report failing(int code, Failure failure) {
    return new Report(
        command,
        code,
        changed,
        services,
        changes,
        unmet,
        notes,
        Optional.of(failure),
        text,
        connections);
  }

  public Report noting(List<Note> more) {
    List<Note> all = new ArrayList<>(notes);
    all.addAll(more);
    return new Report(
        command, exit, changed, services, changes, unmet, all, error, text, connections);
  }

  public Report with(List<ServiceStatus> views) {
    return new Report(
        command, exit, changed, views, changes, unmet, notes, error, text, connections);
  }

  public Report with(Optional<List<Connection>> listed) {
    return new Report(command, exit, changed, services, changes, unmet, notes, error, text, listed);
  }

  public Report with(boolean changed, List<Step> changes, List<Unmet> unmet, List<Note> notes) {
    return new Report(
        command, exit, changed, services, changes, unmet, notes, error, text, connections);
  }
}
