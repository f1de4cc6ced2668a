package io.lvsagent.agent.report;

import io.lvsagent.agent.apply.RunResult.Step;
import io.lvsagent.agent.apply.RunResult.StepResult;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.plan.Unmet;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.iface.ipvs.Connection;
import io.lvsagent.iface.ipvs.TableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Prints a report for people. */
final class TextReport {
  private static final int MOST_MISTAKES = 20;
  private static final int MOST_VIPS = 4;

  /** The code of the notes that report no trouble. */
  private static final String WELL = "announced";

  private final Ink ink;
  private final StringBuilder out;
  private final boolean verbose;

  private TextReport(boolean colour, boolean verbose) {
    this.ink = new Ink(colour);
    this.out = ink.text();
    this.verbose = verbose;
  }

  /** Returns the answer, for stdout. */
  static String of(Report report, boolean colour, boolean verbose, boolean quiet) {
    if (report.text().isPresent()) {
      return report.text().get();
    }
    TextReport text = new TextReport(colour, verbose);
    if (quiet && report.exit() == 0 && !(report.run().planned() && report.run().changed())) {
      return "";
    }
    text.changes(report.run().changes(), report.error().isPresent());
    if (!report.run().planned()) {
      // the answer of plan is for sh
      text.services(report.services());
      text.remedy(report.services());
    }
    report.connections().ifPresent(text::connections);
    if (report.probes().isPresent()) {
      ProbeText.append(report.probes().get(), text.ink, verbose);
    }
    if (report.diagnoses().isPresent()) {
      DiagnosisText.append(report.diagnoses().get(), text.ink);
    }
    if (report.files().isPresent()) {
      FileText.append(report.files().get(), report.command().equals("plan"), text.out);
    }
    return text.ink.painted();
  }

  /** Returns notes and errors, for stderr. */
  static String remarks(Report report, boolean quiet) {
    StringBuilder out = new StringBuilder();
    for (Unmet unmet : report.run().unmet()) {
      out.append("lvs-agent: unmet: ").append(unmet).append(": ");
      out.append(unmet.expectation().why()).append('\n');
    }
    for (Note note : report.notes()) {
      if (quiet && note.code().equals(WELL)) {
        continue;
      }
      out.append("lvs-agent: ").append(note.text()).append('\n');
    }
    report.error().ifPresent(e -> failure(e, out));
    return Printable.of(out.toString());
  }

  private static void failure(Report.Failure failure, StringBuilder out) {
    out.append("lvs-agent: ").append(failure.message()).append('\n');
    int most = Math.min(MOST_MISTAKES - 1, failure.others().size());
    for (Report.Failure other : failure.others().subList(0, most)) {
      out.append("lvs-agent: ").append(other.message()).append('\n');
    }
    if (most < failure.others().size()) {
      out.append("lvs-agent: and ").append(failure.others().size() - most).append(" more\n");
    }
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
    int begin = out.length();
    out.append(service.name()).append(" ".repeat(width - service.name().length())).append("  ");
    String state = word(service);
    ink.paint(out.length(), state.length(), colour(service.state()));
    out.append(state);
    if (!service.profile().isEmpty()) {
      out.append("  ").append(service.profile()).append(" (").append(service.role()).append(")");
    }
    out.append(vips(service.vips(), FindingText.WIDTH - (out.length() - begin)));
    out.append('\n');
    if (!neverStarted(service) || verbose) {
      FindingText.append(service.findings(), ink, verbose);
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

  /** Returns as many VIPs as so many columns have room for, and at least one. */
  static String vips(List<String> vips, int room) {
    StringBuilder text = new StringBuilder();
    for (int shown = 0; shown < vips.size(); shown++) {
      String more = " and " + (vips.size() - shown) + " more";
      int end = shown == vips.size() - 1 ? 0 : more.length();
      int length = text.length() + 1 + vips.get(shown).length() + end;
      if (shown > 0 && (shown == MOST_VIPS || length > room)) {
        return text.append(more).toString();
      }
      text.append(shown == 0 ? "  " : " ").append(vips.get(shown));
    }
    return text.toString();
  }

  /** Returns true for a service that is down since the host booted: all of it is missing. */
  static boolean neverStarted(ServiceStatus service) {
    return service.state() == ServiceStatus.State.STOPPED && !service.findings().isEmpty();
  }

  static String word(ServiceStatus service) {
    return neverStarted(service) ? "not started" : service.state().toString();
  }

  /** Tells last what mends it. */
  private void remedy(List<ServiceStatus> services) {
    boolean start = false;
    boolean stop = false;
    boolean other = false;
    for (ServiceStatus service : services) {
      boolean left = service.state() == ServiceStatus.State.LEFTOVERS;
      boolean drifted = service.drifted(false);
      start |= !left && service.isRepairable();
      stop |= left && drifted;
      other |= drifted;
    }
    if (start) {
      out.append("run `lvs-agent start` to repair; `lvs-agent plan` shows what it would do\n");
    } else if (stop) {
      out.append("run `lvs-agent stop` again to remove what is left\n");
    } else if (other) {
      out.append("`lvs-agent start` cannot repair this: mend what the lines above name\n");
    }
  }

  static String colour(ServiceStatus.State state) {
    return switch (state) {
      case UP -> Ink.GOOD;
      case STOPPED -> Ink.FAINT;
      case DRIFT, LEFTOVERS, UNKNOWN -> Ink.WARNING;
    };
  }
}
