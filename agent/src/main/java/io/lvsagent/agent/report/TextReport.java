package io.lvsagent.agent.report;

import io.lvsagent.agent.apply.RunResult.Step;
import io.lvsagent.agent.apply.RunResult.StepResult;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.plan.Unmet;
import io.lvsagent.agent.verify.Finding;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.iface.ipvs.Connection;
import io.lvsagent.iface.ipvs.TableEntry;
import io.lvsagent.profiles.model.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Prints a report for people. */
final class TextReport {
  private static final int SHOWN = 20;

  private final StringBuilder out = new StringBuilder();
  private final boolean colour;
  private final boolean verbose;

  private TextReport(boolean colour, boolean verbose) {
    this.colour = colour;
    this.verbose = verbose;
  }

  /** Returns the answer, for stdout. */
  static String of(Report report, boolean colour, boolean verbose, boolean quiet) {
    if (report.text().isPresent()) {
      return report.text().get();
    }
    TextReport text = new TextReport(colour, verbose);
    if (quiet && report.exit() == 0 && !report.run().changed()) {
      return "";
    }
    text.changes(report.run().changes(), report.error().isPresent());
    text.services(report.services());
    report.connections().ifPresent(text::connections);
    return text.out.toString();
  }

  /** Returns notes and errors, for stderr. */
  static String remarks(Report report) {
    StringBuilder out = new StringBuilder();
    for (Unmet unmet : report.run().unmet()) {
      out.append("lvs-agent: unmet: ").append(unmet).append(": ");
      out.append(unmet.expectation().why()).append('\n');
    }
    for (Note note : report.notes()) {
      out.append("lvs-agent: ").append(note.text()).append('\n');
    }
    report.error().ifPresent(e -> out.append("lvs-agent: ").append(e.message()).append('\n'));
    return out.toString();
  }

  private void changes(List<Step> changes, boolean failed) {
    for (Step step : changes) {
      String result =
          switch (step.result()) {
            case DONE, KEPT -> "";
            case PLANNED -> failed ? "  # not done" : "";
            case UNDONE, FAILED -> "  # " + step.result();
          };
      if (step.result() != StepResult.KEPT) {
        out.append(step.change().shell()).append(result).append('\n');
      }
    }
  }

  private void services(List<ServiceStatus> services) {
    int width = 0;
    for (ServiceStatus service : services) {
      width = Math.max(width, service.name().length());
    }
    for (ServiceStatus service : services) {
      service(service, width);
    }
  }

  private void service(ServiceStatus service, int width) {
    out.append(service.name()).append(" ".repeat(width - service.name().length())).append("  ");
    out.append(painted(service.state()));
    if (!service.profile().isEmpty()) {
      out.append("  ").append(service.profile()).append(" (").append(service.role()).append(")");
    }
    out.append(vips(service.vips())).append('\n');
    int shown = 0;
    for (Finding finding : service.findings()) {
      if (finding.ok() && !verbose) {
        continue;
      }
      if (shown++ < SHOWN || verbose) {
        finding(finding);
      }
    }
    if (shown > SHOWN && !verbose) {
      out.append("  and ").append(shown - SHOWN).append(" more: -v shows all\n");
    }
    for (TableEntry entry : service.balancing()) {
      balancing(entry, service.drained());
    }
  }

  /** Prints a virtual service, indented below the service that it belongs to. */
  private void balancing(TableEntry entry, Set<Key> drained) {
    out.append("  ").append(entry.service()).append('\n');
    List<List<String>> rows = new ArrayList<>();
    for (TableEntry.Server server : entry.servers()) {
      rows.add(
          List.of(
              "   ",
              server.server().endpoint().toString(),
              server.server().method().toString(),
              "weight " + server.server().weight(),
              server.active() + " active",
              server.inactive() + " inactive",
              server.traffic().connectionRate() + " conns/s",
              server.traffic().byteRateIn() + " B/s in",
              server.traffic().byteRateOut() + " B/s out",
              drained.contains(RealServerItem.key(entry.service().match(), server.server()))
                  ? "drained"
                  : ""));
    }
    rows(rows);
  }

  private void connections(List<Connection> connections) {
    List<List<String>> rows = new ArrayList<>(connections.size() + 1);
    rows.add(List.of("pro", "expire", "state", "source", "virtual", "destination", "engine"));
    for (Connection c : connections) {
      rows.add(
          List.of(
              c.protocol(),
              String.format("%02d:%02d", c.expires() / 60, c.expires() % 60),
              c.state(),
              c.client().toString(),
              c.virtual().toString(),
              c.destination().toString(),
              c.engine()));
    }
    rows(rows);
  }

  private void rows(List<List<String>> rows) {
    int[] widths = new int[rows.isEmpty() ? 0 : rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 1));
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
  }

  private static String vips(List<String> vips) {
    if (vips.isEmpty()) {
      return "";
    }
    int most = Math.min(4, vips.size());
    String first = String.join(" ", vips.subList(0, most));
    return "  " + first + (vips.size() > most ? " and " + (vips.size() - most) + " more" : "");
  }

  private void finding(Finding finding) {
    String word = finding.ok() ? "ok" : finding.severity().name().toLowerCase(Locale.ROOT);
    out.append("  ")
        .append(painted(word, finding))
        .append(" ".repeat(Math.max(0, 9 - word.length())));
    out.append(finding.kind()).append(' ').append(finding.key());
    out.append(" is ").append(finding.observed());
    if (!finding.ok()) {
      out.append(", expected ").append(String.join(" or ", finding.accepted()));
    }
    if (finding.combined().isPresent()) {
      out.append(" (").append(finding.combined().get()).append(" with all)");
    }
    out.append(": ").append(finding.why()).append('\n');
  }

  private String painted(ServiceStatus.State state) {
    String colour =
        switch (state) {
          case UP -> "32";
          case STOPPED -> "2";
          case DRIFT, LEFTOVERS, UNKNOWN -> "33";
        };
    return paint(state.toString(), colour);
  }

  private String painted(String word, Finding finding) {
    boolean grave = !finding.ok() && finding.severity().compareTo(Severity.BROKEN) < 0;
    return paint(word, finding.ok() ? "32" : grave ? "1;31" : "33");
  }

  private String paint(String word, String code) {
    return colour ? "\u001b[" + code + "m" + word + "\u001b[0m" : word;
  }
}
