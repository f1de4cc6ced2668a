package io.lvsagent.manual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table of Markdown as tagged paragraphs, because a terminal has no room for its columns. */
final class Table {
  private final Inline inline;
  private final List<String> columns;
  private final List<List<String>> rows = new ArrayList<>();

  Table(Inline inline, List<String> lines) {
    this.inline = inline;
    columns = cells(lines.get(0));
    for (String line : lines.subList(2, lines.size())) {
      rows.add(cells(line));
    }
  }

  private static List<String> cells(String line) {
    String inner = line.substring(1, line.lastIndexOf('|'));
    return Arrays.stream(inner.split("(?<!\\\\)\\|", -1)).map(String::strip).toList();
  }

  void addTo(Roff roff) {
    for (List<String> row : rows) {
      if (columns.get(0).equals("key")) {
        key(roff, row);
      } else if (columns.size() == 2) {
        roff.tagged(tag(row.get(0)), List.of(sentence(row.get(1))));
      } else {
        throw new IllegalArgumentException("no place for a table with columns " + columns);
      }
    }
  }

  /** A word that is not code is bold all the same. */
  private String tag(String cell) {
    return cell.matches("[A-Za-z0-9-]+") ? Roff.bold(cell) : inline.roff(cell);
  }

  /** A row of a table of keys: its meaning, then its default, then the profiles that take it. */
  private void key(Roff roff, List<String> row) {
    String tag = inline.roff(row.get(0)) + " (" + inline.roff(row.get(1)) + ")";
    List<String> paragraphs = new ArrayList<>();
    String otherwise = row.get(2);
    String text = sentence(row.get(row.size() - 1));
    if (otherwise.startsWith("required")) {
      text += " " + sentence(otherwise);
    } else if (!otherwise.equals("none")) {
      text += " Default: " + inline.roff(otherwise) + ".";
    }
    paragraphs.add(text);
    if (columns.size() == 5 && !row.get(3).equals("all")) {
      paragraphs.add(profiles(row.get(3)));
    }
    roff.tagged(tag, paragraphs);
  }

  /** In the table, profiles that require a key are bold, and come first. */
  private String profiles(String cell) {
    String[] parts = cell.split("\\*\\*(, )?", -1);
    if (parts.length == 1) {
      return "For " + names(cell) + ".";
    }
    String taking = parts[2].isEmpty() ? "." : "; also for " + names(parts[2]) + ".";
    return "Required by " + names(parts[1]) + taking;
  }

  private static String names(String profiles) {
    List<String> names = Arrays.stream(profiles.split(", ")).map(Roff::bold).toList();
    return (names.size() == 1 ? "the profile " : "the profiles ") + String.join(", ", names);
  }

  private String sentence(String cell) {
    String text = inline.roff(Character.toUpperCase(cell.charAt(0)) + cell.substring(1));
    return text.endsWith(".") ? text : text + ".";
  }
}
