package io.lvsagent.manual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns the Markdown of the documentation into the body of a manual page: paragraphs, lists, code,
 * and tables, each row of which becomes a tagged paragraph. A paragraph that is only a link to a
 * section of a document, or to a whole one, stands for its text. Throws IllegalArgumentException
 * for what a page has no place for.
 */
final class Markdown {
  private static final Pattern INCLUDE =
      Pattern.compile("\\[[^\\]]+\\]\\(([^)#]+\\.\\w+)(#(.+))?\\)");
  private static final String WEB_ONLY = "<!-- not in the manual page -->";

  private final Path root;
  private final Path file;
  private final Inline inline;
  private final Roff roff;

  private Markdown(Path root, Path file, Roff roff) {
    this.root = root;
    this.file = file;
    this.inline = new Inline(file);
    this.roff = roff;
  }

  /** Returns the lines of a file, without its title. */
  static List<String> lines(Path root, Path file) throws IOException {
    List<String> lines = Files.readAllLines(root.resolve(file));
    return lines.get(0).startsWith("# ") ? lines.subList(1, lines.size()) : lines;
  }

  /** Adds lines of a file, whose path is relative to the root, to a page. */
  static void add(Roff roff, Path root, Path file, List<String> lines) throws IOException {
    new Markdown(root, file, roff).blocks(lines);
  }

  private void blocks(List<String> lines) throws IOException {
    int at = 0;
    while (at < lines.size()) {
      String line = lines.get(at);
      int end = at + 1;
      boolean skipped = at > 0 && lines.get(at - 1).equals(WEB_ONLY);
      if (line.startsWith("```")) {
        while (!lines.get(end).equals("```")) {
          end++;
        }
        if (!skipped) {
          code(lines.subList(at + 1, end));
        }
        end++;
      } else if (line.startsWith("|")) {
        while (end < lines.size() && lines.get(end).startsWith("|")) {
          end++;
        }
        new Table(inline, lines.subList(at, end)).addTo(roff);
      } else if (line.startsWith("#")) {
        roff.subsection(inline.roff(line.replaceFirst("^#+ ", "")));
      } else if (line.startsWith("- ")) {
        roff.item(inline.roff(line.substring(2)));
      } else if (!line.isEmpty() && !line.equals(WEB_ONLY)) {
        if (line.matches("\\s.*|!\\[.*|[0-9]+\\. .*|<.*")) {
          throw new IllegalArgumentException(file + ": no place for: " + line);
        }
        if (!skipped) {
          paragraph(line);
        }
      }
      at = end;
    }
  }

  private void paragraph(String line) throws IOException {
    boolean introduces = line.endsWith(":");
    Matcher include = INCLUDE.matcher(introduces ? line.substring(0, line.length() - 1) : line);
    if (!include.matches()) {
      roff.paragraph(inline.roff(line));
      return;
    }
    Path other = file.resolveSibling(include.group(1)).normalize();
    String anchor = include.group(3);
    if (include.group(1).endsWith(".md")) {
      List<String> text = lines(root, other);
      add(roff, root, other, anchor == null ? text : section(text, anchor));
    } else if (!introduces) {
      code(Files.readAllLines(root.resolve(other)));
    }
    // the link to a file whose text follows as code is of use on the web alone
  }

  /** Returns the lines below a heading, up to the next one of its level or above. */
  static List<String> section(List<String> lines, String anchor) {
    List<String> section = new ArrayList<>();
    int level = 0;
    for (String line : lines) {
      int depth = line.matches("#+ .*") ? line.indexOf(' ') : 0;
      if (level == 0 && depth > 0 && anchor(line.substring(depth + 1)).equals(anchor)) {
        level = depth;
      } else if (level > 0 && depth > 0 && depth <= level) {
        break;
      } else if (level > 0) {
        section.add(line);
      }
    }
    if (section.isEmpty()) {
      throw new IllegalArgumentException("no section #" + anchor);
    }
    return section;
  }

  /** Returns the anchor that the web has for a heading. */
  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_ -]", "").replace(' ', '-');
  }

  /**
   * A comment behind a line that is too long goes before it, and is broken where it is too long.
   */
  private void code(List<String> lines) {
    List<String> fitting = new ArrayList<>();
    for (String line : lines) {
      int comment = line.indexOf("# ");
      if (line.length() <= Roff.WIDTH || comment < 0) {
        fitting.add(line);
      } else {
        String code = line.substring(0, comment).stripTrailing();
        String indent = " ".repeat(line.length() - line.stripLeading().length());
        StringBuilder words = new StringBuilder(indent).append('#');
        for (String word : line.substring(comment + 2).strip().split(" ")) {
          if (words.length() + 1 + word.length() > Roff.WIDTH) {
            fitting.add(words.toString());
            words = new StringBuilder(indent).append('#');
          }
          words.append(' ').append(word);
        }
        fitting.add(words.toString());
        if (!code.isEmpty()) {
          fitting.add(code);
        }
      }
    }
    roff.code(fitting);
  }
}
