package io.lvsagent.agent.report;

import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.verify.Finding;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.agent.verify.ServiceStatus.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One frame of the view of {@code status --watch}: a headline, the services with what differs, and
 * the IPVS table with its traffic.
 *
 * @param place the host, and the namespace if it is another one
 * @param time when this was read
 * @param hint how to go on, for people at a keyboard
 * @param failure why the host could not be read this time; the report is older then
 */
record StatusFrame(
    String place,
    String time,
    String hint,
    Report report,
    Rates rates,
    Optional<String> failure,
    boolean verbose) {
  private static final int MOST_FINDINGS = 20;
  private static final int MOST_PROBLEM_LINES = 3;

  /** Where the text of a finding begins, and where it goes on. */
  private static final int TEXT = 11;

  private static final String MORE = " ".repeat(TEXT + 2);

  /** A line, of which a part may be coloured. */
  record Line(String text, int from, int length, String colour) {
    Line {
      // a value may have several lines, which are one here
      text = text.replace('\n', ' ').replace('\t', ' ');
    }

    static Line plain(String text) {
      return new Line(Printable.of(text), 0, 0, Ink.FAINT);
    }

    static Line painted(String text, String colour) {
      String printed = Printable.of(text);
      return new Line(printed, 0, printed.length(), colour);
    }

    /** Colours what begins at an offset of a text that is printable. */
    static Line painted(String text, int from, int length, String colour) {
      return new Line(text, from, length, colour);
    }

    private void append(Ink ink, int columns) {
      StringBuilder out = ink.text();
      int shown = Math.min(text.length(), columns);
      while (shown > 0 && text.charAt(shown - 1) == ' ') {
        shown--;
      }
      int painted = Math.min(length, shown - from);
      if (painted > 0) {
        ink.paint(out.length() + from, painted, colour);
      }
      out.append(text, 0, shown).append('\n');
    }
  }

  /** Returns the whole frame, for a reader that has neither rows nor columns. */
  String unbounded(boolean colour) {
    int endless = Integer.MAX_VALUE;
    return text(all(headline("", endless), endless, table()), colour, endless);
  }

  /** Returns a frame that fits a window: no line is longer, and there are no more of them. */
  String fitting(int rows, int columns, boolean colour) {
    List<Line> table = table();
    List<Line> lines = all(headline(hint, columns), columns, table);
    if (lines.size() > rows) {
      lines = within(rows, columns, table);
    }
    return text(lines, colour, columns);
  }

  private static String text(List<Line> lines, boolean colour, int columns) {
    Ink ink = new Ink(colour);
    lines.forEach(line -> line.append(ink, columns));
    return ink.painted();
  }

  private List<Line> all(Line headline, int columns, List<Line> table) {
    List<Line> lines = new ArrayList<>(List.of(headline));
    lines.addAll(problems(columns, Integer.MAX_VALUE));
    lines.addAll(services(columns, verbose ? Integer.MAX_VALUE : MOST_FINDINGS));
    lines.addAll(table);
    return lines;
  }

  private List<Line> table() {
    return BalancingTable.lines(report.services(), rates);
  }

  /** Returns what matters most: at least half of the rows are for the services, if they need it. */
  private List<Line> within(int rows, int columns, List<Line> table) {
    List<Line> lines = new ArrayList<>(List.of(headline(hint, columns)));
    lines.addAll(problems(columns, MOST_PROBLEM_LINES));
    int left = Math.max(0, rows - lines.size());
    int room = Math.max(left - table.size(), table.isEmpty() ? left : (left + 1) / 2);
    int findings = Math.min(verbose ? rows : MOST_FINDINGS, rows);
    List<Line> services = services(columns, findings);
    while (services.size() > room && findings > 0) {
      findings--;
      services = services(columns, findings);
    }
    lines.addAll(cut(services, room, "services"));
    lines.addAll(cut(table, rows - lines.size(), "lines of the IPVS table"));
    return lines.subList(0, Math.min(rows, lines.size()));
  }

  private static List<Line> cut(List<Line> lines, int rows, String what) {
    if (lines.size() <= rows || rows <= 0) {
      return lines.size() <= rows ? lines : List.of();
    }
    List<Line> cut = new ArrayList<>(lines.subList(0, rows - 1));
    cut.add(Line.painted("and " + (lines.size() - rows + 1) + " more " + what, Ink.FAINT));
    return cut;
  }

  /** Returns the first line, with the end only if there is room for all of it. */
  private Line headline(String end, int columns) {
    String state = state();
    String begin = Printable.of(place + "  " + time + "  ");
    String colour = state.equals("in sync") ? Ink.GOOD : Ink.WARNING;
    String text = begin + state;
    boolean isLong = end.isEmpty() || text.length() + 2 + end.length() > columns;
    return Line.painted(isLong ? text : text + "  " + end, begin.length(), state.length(), colour);
  }

  /** Returns the state of all services in a few words. */
  private String state() {
    if (failure.isPresent()) {
      return "cannot tell";
    }
    int drift = 0;
    Map<String, Integer> others = new LinkedHashMap<>();
    for (ServiceStatus service : report.services()) {
      boolean isNew = TextReport.neverStarted(service);
      drift += isNew ? 0 : differing(service);
      if (isNew || service.state() != State.UP && service.state() != State.DRIFT) {
        others.merge(TextReport.word(service), 1, Integer::sum);
      }
    }
    List<String> parts = new ArrayList<>();
    if (drift > 0) {
      parts.add("drift: " + drift);
    }
    others.forEach((word, count) -> parts.add(word + ": " + count));
    String well = report.services().isEmpty() ? "no services" : "in sync";
    return parts.isEmpty() ? well : String.join(", ", parts);
  }

  private static int differing(ServiceStatus service) {
    int count = 0;
    for (Finding finding : service.findings()) {
      count += finding.differs(false) ? 1 : 0;
    }
    return count;
  }

  private List<Line> problems(int columns, int most) {
    List<String> texts = new ArrayList<>();
    if (failure.isPresent()) {
      texts.add(failure.get());
    } else {
      report.notes().stream().map(Note::text).forEach(texts::add);
    }
    List<Line> lines = new ArrayList<>();
    for (String text : texts) {
      List<String> wrapped = FindingText.wrapped("", text, "  ", columns);
      for (String line : wrapped.subList(0, Math.min(most, wrapped.size()))) {
        lines.add(Line.painted(line, Ink.WARNING));
      }
    }
    return lines;
  }

  private List<Line> services(int columns, int mostFindings) {
    int name = 0;
    int state = 0;
    for (ServiceStatus service : report.services()) {
      name = Math.max(name, Printable.of(service.name()).length());
      state = Math.max(state, state(service).length());
    }
    List<Line> lines = new ArrayList<>();
    for (ServiceStatus service : report.services()) {
      lines.add(service(service, name, state, columns));
      if (!TextReport.neverStarted(service) || verbose) {
        findings(service, mostFindings, columns, lines);
      }
    }
    return lines;
  }

  private static String state(ServiceStatus service) {
    int differing = differing(service);
    String word = TextReport.word(service);
    return differing > 0 && !TextReport.neverStarted(service) ? word + ": " + differing : word;
  }

  private static Line service(ServiceStatus service, int name, int state, int columns) {
    StringBuilder text = new StringBuilder();
    pad(text.append(Printable.of(service.name())), name).append("  ");
    int at = text.length();
    String word = state(service);
    pad(text.append(word), at + state);
    if (!service.profile().isEmpty()) {
      text.append("  ").append(service.profile()).append(" (").append(service.role()).append(')');
    }
    text.append(TextReport.vips(service.vips(), columns - text.length()));
    String printed = Printable.of(text.toString().stripTrailing());
    return Line.painted(printed, at, word.length(), TextReport.colour(service.state()));
  }

  private static StringBuilder pad(StringBuilder text, int width) {
    return text.append(" ".repeat(Math.max(0, width - text.length())));
  }

  private void findings(ServiceStatus service, int most, int columns, List<Line> lines) {
    List<Finding> shown = FindingText.shown(service.findings(), verbose);
    for (Finding finding : shown.subList(0, Math.min(most, shown.size()))) {
      String word = FindingText.word(finding);
      StringBuilder begin = pad(new StringBuilder("  " + word), TEXT);
      int painted = word.length();
      for (String line :
          FindingText.wrapped(begin.toString(), FindingText.text(finding), MORE, columns)) {
        lines.add(Line.painted(line, 2, painted, FindingText.colour(finding)));
        painted = 0;
      }
    }
    // without any of them, the number beside the state tells
    if (most > 0 && most < shown.size()) {
      lines.add(Line.painted("  and " + (shown.size() - most) + " more", Ink.FAINT));
    }
  }
}
