package io.lvsagent.profiles.yaml;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Explains in an operator's words why a text is not YAML, and points to where it can be mended. */
final class YamlProblem {
  private static final String END = "<stream end>";
  private static final String NO_COLON = "a key without a colon: write \"key: value\"";

  /** A key whose colon is followed by something else than a space. */
  private static final Pattern GLUED =
      Pattern.compile("(\\s*(?:- +)*)([A-Za-z0-9_.-]+):([^\\s/:].*)");

  private final String file;
  private final String text;
  private final List<String> lines;
  private final String problem;
  private final Mark at;

  /** Where the part begins that could not be read; the place of the problem if it is not known. */
  private final Mark begin;

  private final boolean quotes;

  private YamlProblem(String file, String text, MarkedYAMLException e, boolean quotes) {
    this.file = file;
    this.text = text;
    this.lines = text.lines().toList();
    this.problem = e.getProblem();
    this.at = e.getProblemMark();
    @Nullable Mark context = e.getContextMark();
    this.begin = context == null ? at : context;
    this.quotes = quotes;
  }

  /**
   * @param quotes whether the message may repeat the text
   */
  static ConfigException of(String file, String text, MarkedYAMLException e, boolean quotes) {
    return new YamlProblem(file, text, e, quotes).explained();
  }

  private ConfigException explained() {
    if (problem.startsWith("mapping values are not allowed")) {
      return colon();
    } else if (problem.startsWith("expected <block end>")) {
      boolean onOneLine = problem.endsWith("'<scalar>'") || problem.endsWith("start>'") && inLine();
      return wrong(
          at,
          onOneLine
              ? "a value is complete before this: put all of it in quotes, or make it a list"
              : "the indentation of this line fits neither the line above nor one that it belongs to");
    } else if (problem.contains(END)
        || problem.contains("end of stream")
        || problem.startsWith("expected ','")) {
      return unclosed();
    } else if (problem.startsWith("could not find expected ':'")) {
      return wrong(begin, NO_COLON);
    } else if (problem.contains("cannot start any token")) {
      char first = text.charAt(text.offsetByCodePoints(0, at.getIndex()));
      return wrong(
          at,
          first == '\t'
              ? "a tab cannot indent a line: use spaces"
              : "a value cannot begin with " + first + ": put it in quotes");
    } else if (problem.startsWith("expected the node content")) {
      return wrong(at, "a value is missing before this");
    }
    boolean repeats = problem.startsWith("found undefined tag handle");
    return wrong(at, repeats && !quotes ? "this tag is unknown" : problem);
  }

  /** Returns true if the line has something before the place of the problem. */
  private boolean inLine() {
    return !lines.get(at.getLine()).substring(0, at.getColumn()).isBlank();
  }

  /** Explains a colon behind a value: a space is missing in the key before it, or quotes are. */
  private ConfigException colon() {
    int before = at.getLine() - 1;
    while (before >= 0
        && (lines.get(before).isBlank() || lines.get(before).strip().startsWith("#"))) {
      before--;
    }
    Matcher glued = GLUED.matcher(before < 0 ? "" : lines.get(before));
    if (glued.matches()) {
      return wrong(
          before,
          glued.end(2),
          "a space is missing behind the colon"
              + (quotes ? ": write \"" + glued.group(2) + ": " + glued.group(3) + "\"" : ""));
    }
    String above = before < 0 ? "" : lines.get(before);
    if (!above.contains(":") && !above.isBlank()) {
      return wrong(before, above.indexOf(above.strip()), NO_COLON);
    }
    boolean second = lines.get(at.getLine()).substring(0, at.getColumn()).contains(": ");
    return wrong(
        at,
        second
            ? "a second colon on one line: put the value in quotes, or begin a new line"
            : "this line is indented more than the one above, which has a value already");
  }

  private ConfigException unclosed() {
    if (problem.contains("end of stream")) {
      return wrong(begin, "the quote that begins here is never closed");
    }
    boolean ends = problem.contains(END);
    boolean inOtherLine = begin.getLine() < at.getLine();
    Optional<Integer> open = ends ? lastOpen() : Optional.empty();
    if (!ends && inOtherLine) {
      open = Optional.of(text.offsetByCodePoints(0, begin.getIndex()));
    }
    if (open.isEmpty()) {
      return wrong(at, ends ? "a value is missing" : "a comma is missing before this");
    }
    int index = open.get();
    int line = (int) text.substring(0, index).chars().filter(c -> c == '\n').count();
    int column = index - text.lastIndexOf('\n', index) - 1;
    String pair =
        text.charAt(index) == '[' ? "[ is never closed: add ]" : "{ is never closed: add }";
    return wrong(line, column, pair);
  }

  /** Returns the index of the innermost bracket that is still open at the end of the text. */
  private Optional<Integer> lastOpen() {
    Deque<Integer> open = new ArrayDeque<>();
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean begins = i == 0 || " \n\t[{,:".indexOf(text.charAt(i - 1)) >= 0;
      if (quote != 0) {
        i += quote == '"' && c == '\\' ? 1 : 0;
        quote = c == quote ? 0 : quote;
      } else if (begins && (c == '"' || c == '\'')) {
        quote = c;
      } else if (begins && c == '#') {
        int end = text.indexOf('\n', i);
        i = end < 0 ? text.length() : end;
      } else if (c == '[' || c == '{') {
        open.push(i);
      } else if (c == ']' || c == '}') {
        open.poll();
      }
    }
    return Optional.ofNullable(open.peek());
  }

  private ConfigException wrong(Mark mark, String message) {
    return wrong(mark.getLine(), mark.getColumn(), message);
  }

  /** A place behind the end of the file is moved back to the end of its last line. */
  private ConfigException wrong(int line, int column, String message) {
    int last = lines.size() - 1;
    while (last > 0 && lines.get(last).isBlank()) {
      last--;
    }
    boolean behind = line > last;
    int shownLine = behind ? last : line;
    int shownColumn = behind ? lines.get(last).length() : column;
    return new ConfigException(file, shownLine + 1, shownColumn + 1, "not YAML: " + message);
  }
}
