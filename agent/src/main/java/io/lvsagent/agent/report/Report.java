package io.lvsagent.agent.report;

import io.lvsagent.agent.apply.RunResult.Step;
import io.lvsagent.agent.boot.PersistedFile;
import io.lvsagent.agent.doctor.Diagnosis;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.plan.Unmet;
import io.lvsagent.agent.probe.Probed;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.iface.ipvs.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answer of one command.
 *
 * @param text printed instead of what the other fields would give, for commands that answer in text
 * @param connections of a command that lists connections
 * @param probes of a command that asks on the wire
 * @param files of ours in /etc, with what becomes of them
 * @param diagnoses of the doctor
 */
public record Report(
    String command,
    int exit,
    Run run,
    List<ServiceStatus> services,
    List<Note> notes,
    Optional<Failure> error,
    Optional<String> text,
    Optional<List<Connection>> connections,
    Optional<List<Probed>> probes,
    Optional<List<PersistedFile>> files,
    Optional<List<Diagnosis>> diagnoses) {

  /** The code of the note that metrics could not be written. */
  public static final String NOT_WRITTEN = "textfile-not-written";

  /**
   * The steps that a command took, or would take, and what they leave unmet.
   *
   * @param changed true if the host or the ledger differs from before, or would differ
   * @param planned true if the steps were not taken
   */
  public record Run(boolean changed, boolean planned, List<Step> changes, List<Unmet> unmet) {
    private static final Run NONE = new Run(false, List.of(), List.of());

    public Run(boolean changed, List<Step> changes, List<Unmet> unmet) {
      this(changed, false, changes, unmet);
    }
  }

  /**
   * An error; file, line and column are those of a config, and a line of 0 is unknown.
   *
   * @param others more mistakes in the same config
   */
  public record Failure(
      String code,
      String message,
      Optional<String> file,
      int line,
      int column,
      List<Failure> others) {
    public Failure(String code, String message, Optional<String> file, int line, int column) {
      this(code, message, file, line, column, List.of());
    }

    public static Failure of(String code, String message) {
      return new Failure(code, message, Optional.empty(), 0, 0);
    }
  }

  /** Returns the version of the program that reports. */
  public static String version() {
    String version = Report.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  public static Report of(String command) {
    return of(command, Optional.empty());
  }

  /** Takes a text that may come from outside. */
  public static Report of(String command, String text) {
    return of(command, Optional.of(Printable.of(text)));
  }

  /** Takes a text of ours, which is printed as it is. */
  public static Report help(String command, String text) {
    return of(command, Optional.of(text));
  }

  private static Report of(String command, Optional<String> text) {
    return new Report(
        command,
        0,
        Run.NONE,
        List.of(),
        List.of(),
        Optional.empty(),
        text,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public Report exiting(int code) {
    return new Report(
        command, code, run, services, notes, error, text, connections, probes, files, diagnoses);
  }

  /** Returns the report with a text of ours, which is printed in place of what it would be. */
  public Report saying(String text) {
    return new Report(
        command,
        exit,
        run,
        services,
        notes,
        error,
        Optional.of(text),
        connections,
        probes,
        files,
        diagnoses);
  }

  public Report failing(int code, Failure failure) {
    return new Report(
        command,
        code,
        run,
        services,
        notes,
        Optional.of(failure),
        text,
        connections,
        probes,
        files,
        diagnoses);
  }

  public Report noting(List<Note> more) {
    List<Note> all = new ArrayList<>(notes);
    all.addAll(more);
    return new Report(
        command, exit, run, services, all, error, text, connections, probes, files, diagnoses);
  }

  public Report with(Run run) {
    return new Report(
        command, exit, run, services, notes, error, text, connections, probes, files, diagnoses);
  }

  public Report with(List<ServiceStatus> services) {
    return new Report(
        command, exit, run, services, notes, error, text, connections, probes, files, diagnoses);
  }

  public Report probing(List<Probed> probes) {
    return new Report(
        command,
        exit,
        run,
        services,
        notes,
        error,
        text,
        connections,
        Optional.of(probes),
        files,
        diagnoses);
  }

  public Report persisting(List<PersistedFile> files) {
    return new Report(
        command,
        exit,
        run,
        services,
        notes,
        error,
        text,
        connections,
        probes,
        Optional.of(files),
        diagnoses);
  }

  public Report diagnosing(List<Diagnosis> found) {
    return new Report(
        command,
        exit,
        run,
        services,
        notes,
        error,
        text,
        connections,
        probes,
        files,
        Optional.of(found));
  }

  public Report with(Optional<List<Connection>> connections) {
    return new Report(
        command, exit, run, services, notes, error, text, connections, probes, files, diagnoses);
  }
}
