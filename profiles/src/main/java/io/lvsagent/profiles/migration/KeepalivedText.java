package io.lvsagent.profiles.migration;

import io.lvsagent.profiles.imported.Imported;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text of keepalived.conf as keepalived does: comments, quotes, included files, lines
 * that are for one config-id alone, and definitions of the form {@code $NAME=VALUE}.
 */
final class KeepalivedText {
  private static final Pattern DEFINITION =
      Pattern.compile("\\s*\\$([A-Za-z_][A-Za-z0-9_]*)=(.*)", Pattern.DOTALL);
  private static final Pattern USE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}|\\$([A-Za-z_][A-Za-z0-9_]*)(?=\\s|$)");
  private static final Pattern CONDITION =
      Pattern.compile("\\s*@(\\^?)(\\S+)(?:\\s+(.*))?", Pattern.DOTALL);
  private static final Pattern INCLUDE = Pattern.compile("\\s*include[rmwba]?\\s+(.*)");
  private static final int DEEPEST = 16;
  private static final int MOST_STATEMENTS = 1_000_000;

  private final String configId;
  private final Imported found;
  private final Includes includes = new Includes();
  private final Map<String, String> definitions = new HashMap<>();
  private final List<KeepalivedBlock> open = new ArrayList<>();
  private int statements;

  /** A line with the place where it is written, or used where it is that of a definition. */
  private record Line(Place place, String text) {}

  KeepalivedText(String configId, Imported found) {
    this.configId = configId;
    this.found = found;
    definitions.put("_INSTANCE", configId);
    definitions.put("_HASH", "#");
    definitions.put("_BANG", "!");
  }

  /** Returns the statements of a file and those that it includes; throws ConfigException. */
  List<KeepalivedBlock> read(ForeignText text) {
    KeepalivedBlock all =
        new KeepalivedBlock(List.of(Entries.scalar(Place.of(text.source()), "file")));
    open.add(all);
    file(text, 0);
    KeepalivedBlock last = open.get(open.size() - 1);
    last.place().refuseIf(open.size() > 1, "opens a block that is not closed");
    return all.below();
  }

  private void file(ForeignText text, int depth) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < text.lines().size(); i++) {
      Place place = new Place(text.source(), i + 1, 1, "");
      lines.add(new Line(place, uncommented(text.lines().get(i))));
    }
    String folder = String.valueOf(Path.of(text.source()).toAbsolutePath().getParent());
    String outer = definitions.getOrDefault("_PWD", folder);
    definitions.put("_PWD", folder);
    lines(lines, depth, 0);
    definitions.put("_PWD", outer);
  }

  private void lines(List<Line> lines, int depth, int expansions) {
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      Place place = line.place();
      String text = line.text();
      Matcher include = INCLUDE.matcher(text);
      if (include.matches()) {
        place.refuseIf(depth == DEEPEST, "includes files more than %s deep", DEEPEST);
        for (ForeignText file : includes.files(include.group(1), place, found)) {
          file(file, depth + 1);
        }
        continue;
      }
      text = taken(text, place);
      Matcher definition = DEFINITION.matcher(text);
      if (definition.matches()) {
        StringBuilder value = new StringBuilder(definition.group(2).strip());
        while (value.toString().endsWith("\\") && i + 1 < lines.size()) {
          value.setLength(value.length() - 1);
          i++;
          value.append('\n').append(lines.get(i).text().strip());
        }
        definitions.put(definition.group(1), value.toString().replaceFirst("\\\\$", ""));
        continue;
      }
      String expanded = expanded(text, place);
      if (expanded.indexOf('\n') >= 0) {
        place.refuseIf(expansions == DEEPEST, "definitions use each other without an end");
        List<Line> inner = new ArrayList<>();
        expanded.lines().forEach(each -> inner.add(new Line(place, each)));
        lines(inner, depth, expansions + 1);
      } else {
        statement(new Line(place, taken(expanded, place)));
      }
    }
  }

  /** Returns a line without its condition, or an empty one if it is for another config-id. */
  private String taken(String text, Place place) {
    Matcher condition = CONDITION.matcher(text);
    if (!condition.matches()) {
      return text;
    }
    boolean same = condition.group(2).equals(configId);
    if (same == condition.group(1).isEmpty()) {
      return taken(condition.group(3) == null ? "" : condition.group(3), place);
    }
    String id = configId.isEmpty() ? "none" : configId;
    found.remark(
        place,
        "a line for another config-id than " + id + ", and left out: see --config-id",
        false);
    return "";
  }

  private String expanded(String text, Place place) {
    String result = text;
    for (int i = 0; i < DEEPEST * DEEPEST; i++) {
      Matcher use = USE.matcher(result);
      boolean changed = false;
      while (!changed && use.find()) {
        String name = use.group(1) == null ? use.group(2) : use.group(1);
        String value = definitions.get(name);
        if (value != null) {
          result = result.substring(0, use.start()) + value + result.substring(use.end());
          changed = true;
        }
      }
      // a definition with several lines is expanded line by line, because it may define others
      if (!changed || result.indexOf('\n') >= 0) {
        return result;
      }
      place.refuseIf(result.length() > 1 << 16, "definitions use each other without an end");
    }
    throw place.wrong("definitions use each other without an end");
  }

  /** Removes a comment, which begins with ! or # outside of quotes. */
  private static String uncommented(String line) {
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      quoted ^= c == '"';
      if (!quoted && (c == '#' || c == '!')) {
        return line.substring(0, i);
      }
    }
    return line;
  }

  private void statement(Line line) {
    if (line.text().stripLeading().startsWith("~")) {
      String text = "a sequence block (~SEQ or ~LST) is not read: write out what it stands for";
      found.remark(line.place(), text, true);
      return;
    }
    List<Node.Scalar> words = new ArrayList<>();
    String text = line.text();
    for (int i = 0; i < text.length(); ) {
      char c = text.charAt(i);
      Place place = new Place(line.place().file(), line.place().line(), i + 1, "");
      if (Character.isWhitespace(c)) {
        i++;
      } else if (c == '{' || c == '}') {
        if (c == '{') {
          opens(words, place);
        } else {
          add(words);
          place.refuseIf(open.size() == 1, "closes a block that is not open");
          open.remove(open.size() - 1);
        }
        words.clear();
        i++;
      } else {
        int end = end(text, i);
        words.add(Entries.scalar(place, text.substring(i, end).replace("\"", "")));
        i = end;
      }
    }
    add(words);
  }

  private static int end(String text, int from) {
    boolean quoted = false;
    int i = from;
    for (; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      if (!quoted && (Character.isWhitespace(c) || c == '{' || c == '}')) {
        break;
      }
    }
    return i;
  }

  private void opens(List<Node.Scalar> words, Place place) {
    KeepalivedBlock inner = open.get(open.size() - 1);
    add(words);
    place.refuseIf(inner.below().isEmpty(), "opens a block that has no name");
    open.add(inner.below().get(inner.below().size() - 1));
  }

  private void add(List<Node.Scalar> words) {
    if (!words.isEmpty()) {
      words.get(0).refuseIf(++statements > MOST_STATEMENTS, "holds too many statements");
      open.get(open.size() - 1).below().add(new KeepalivedBlock(words));
    }
  }
}
