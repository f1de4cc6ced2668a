package io.lvsagent.agent.report;

import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.verify.Finding;
import io.lvsagent.agent.verify.ServiceStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Prints events, each on a line of its own. */
public final class EventPrinter {
  private static final int MOST = 5;
  private static final Set<String> WELL = Set.of("ready", "in-sync", "reloaded", "stopped");

  private final Console console;
  private final boolean json;
  private final boolean quiet;
  private boolean refused;

  /** With {@code quiet}, what is well is not printed. */
  public EventPrinter(Console console, boolean json, boolean quiet) {
    this.console = console;
    this.json = json;
    this.quiet = quiet;
  }

  /** Prints an event. That a line cannot be written is told once, and is no reason to end. */
  public void print(Event event) {
    if (quiet && WELL.contains(event.word())) {
      return;
    }
    try {
      console.answer(json ? Printable.json(JsonReport.of(event)) : Printable.of(line(event)));
      refused = false;
    } catch (ConsoleException e) {
      if (!refused) {
        console.remark("lvs-agent: " + e.getMessage());
      }
      refused = true;
    }
  }

  private static String line(Event event) {
    List<String> parts = new ArrayList<>();
    event.changes().stream()
        .limit(MOST)
        .forEach(step -> parts.add(step.change().shell() + mark(step.result().toString())));
    more(parts, event.changes().size(), "changes");
    event.notes().stream().map(Note::text).forEach(parts::add);
    if (event.services().isPresent() && event.changes().isEmpty()) {
      event.services().get().forEach(service -> parts.add(line(service)));
    }
    String text = String.join("; ", parts).replace("\n", "; ");
    return event.time() + " " + event.word() + (text.isEmpty() ? "" : ": " + text) + "\n";
  }

  private static String mark(String result) {
    return result.equals("done") ? "" : " (" + result + ")";
  }

  private static String line(ServiceStatus service) {
    List<String> parts = new ArrayList<>();
    for (Finding finding : service.findings()) {
      if (parts.size() < MOST) {
        String expected = String.join(" or ", finding.accepted());
        parts.add(
            "%s %s is %s, expected %s"
                .formatted(finding.kind(), finding.key(), finding.observed(), expected));
      }
    }
    more(parts, service.findings().size(), "findings");
    String findings = parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
    return service.name() + " " + service.state() + findings;
  }

  private static void more(List<String> parts, int all, String what) {
    if (all > MOST) {
      parts.add("and " + (all - MOST) + " more " + what);
    }
  }
}
