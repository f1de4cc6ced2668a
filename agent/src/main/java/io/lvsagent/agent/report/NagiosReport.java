package io.lvsagent.agent.report;

import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.verify.Finding;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.profiles.model.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The line of a plugin for Nagios, Icinga and the like: a word, a text, and numbers. */
public final class NagiosReport {
  private static final int UNKNOWN = 3;
  private static final int CRITICAL = 2;
  private static final int WARNING = 1;
  private static final List<String> WORDS = List.of("OK", "WARNING", "CRITICAL", "UNKNOWN");

  /** Notes of a look that has not seen everything, or told nobody. */
  private static final List<String> INCOMPLETE = List.of("config-not-read", Report.NOT_WRITTEN);

  private static final int MOST_SERVICES = 5;
  private static final int LONGEST = 400;

  private NagiosReport() {}

  /** Returns the report as one line, with the exit code of a plugin; {@code strict} of verify. */
  public static Report of(Report report, boolean strict) {
    List<ServiceStatus> services = report.services();
    String numbers = " | " + numbers(services);
    Optional<Found> worst = worst(services);
    if (report.error().isPresent()) {
      return line(report, UNKNOWN, report.error().get().message(), "");
    }
    Optional<Note> incomplete =
        report.notes().stream().filter(note -> INCOMPLETE.contains(note.code())).findFirst();
    if (worst.filter(found -> found.finding().differs(strict)).isPresent()) {
      return line(report, CRITICAL, text(worst.get(), services), numbers);
    } else if (services.isEmpty()) {
      return line(report, UNKNOWN, "no services", "");
    } else if (incomplete.isPresent()) {
      return line(report, UNKNOWN, incomplete.get().text(), numbers);
    } else if (worst.isPresent()) {
      return line(report, WARNING, text(worst.get(), services), numbers);
    }
    return line(report, 0, well(services), numbers);
  }

  private static Report line(Report report, int code, String text, String numbers) {
    // what follows a | is numbers, and what follows a line break is shown elsewhere
    String one = Printable.of(text.replace('|', '/').replaceAll("\\s+", " ").strip());
    String cut = one.length() > LONGEST ? one.substring(0, LONGEST) + "..." : one;
    String line = WORDS.get(code) + " - " + cut + numbers + "\n";
    return Report.help(report.command(), line).exiting(code);
  }

  private record Found(String service, Finding finding) {}

  private static Optional<Found> worst(List<ServiceStatus> services) {
    Optional<Found> worst = Optional.empty();
    for (ServiceStatus service : services) {
      for (Finding finding : FindingText.shown(service.findings(), false)) {
        if (worst.isEmpty() || finding.severity().compareTo(worst.get().finding().severity()) < 0) {
          worst = Optional.of(new Found(service.name(), finding));
        }
      }
    }
    return worst;
  }

  private static String text(Found worst, List<ServiceStatus> services) {
    long more = -1;
    for (ServiceStatus service : services) {
      more += service.findings().stream().filter(finding -> !finding.ok()).count();
    }
    Finding finding = worst.finding();
    String text =
        worst.service() + ": " + FindingText.word(finding) + " " + FindingText.text(finding);
    String cut = text.length() > LONGEST / 2 ? text.substring(0, LONGEST / 2) + "..." : text;
    return more == 0 ? cut : cut + " (and " + more + " more)";
  }

  private static String well(List<ServiceStatus> services) {
    List<String> parts = new ArrayList<>();
    for (ServiceStatus service : services) {
      if (parts.size() < MOST_SERVICES) {
        boolean isStopped = service.state() == ServiceStatus.State.STOPPED;
        parts.add(service.name() + (isStopped ? " stopped by hand" : " " + service.state()));
      }
    }
    int more = services.size() - parts.size();
    return String.join(", ", parts) + (more == 0 ? "" : " and " + more + " more");
  }

  private static String numbers(List<ServiceStatus> services) {
    StringBuilder numbers = new StringBuilder();
    for (Severity severity : Severity.values()) {
      long count = 0;
      for (ServiceStatus service : services) {
        for (Finding finding : service.findings()) {
          count += !finding.ok() && finding.severity() == severity ? 1 : 0;
        }
      }
      String limits = severity == Severity.COSMETIC ? ";0;;0 " : ";;0;0 ";
      numbers.append(severity).append('=').append(count).append(limits);
    }
    return numbers.append("services=").append(services.size()).append(";;;0").toString();
  }
}
