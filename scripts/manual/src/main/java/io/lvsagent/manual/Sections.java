package io.lvsagent.manual;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The sections of one page: those that its file in docs/manual has, and those of the model. */
final class Sections {
  private static final List<String> FIRST = List.of("DESCRIPTION", "COMMANDS", "OPTIONS");
  private static final List<String> LAST =
      List.of("EXIT STATUS", "ENVIRONMENT", "FILES", "NOTES", "EXAMPLES", "SEE ALSO");

  private final Map<String, Roff> bodies = new LinkedHashMap<>();

  /** Reads the sections of a file; what is before the first heading is the description. */
  static Sections of(Path root, Path file) throws IOException {
    Sections sections = new Sections();
    String title = "DESCRIPTION";
    List<String> body = new ArrayList<>();
    for (String line : Markdown.lines(root, file)) {
      if (line.startsWith("## ")) {
        Markdown.add(sections.body(title), root, file, body);
        title = line.substring(3).toUpperCase(Locale.ROOT);
        body.clear();
      } else {
        body.add(line);
      }
    }
    Markdown.add(sections.body(title), root, file, body);
    return sections;
  }

  /** Returns the body of a section, to which more can be added. */
  Roff body(String title) {
    return bodies.computeIfAbsent(title, key -> Roff.body());
  }

  boolean has(String title) {
    return bodies.containsKey(title);
  }

  /** Returns the pages of lvs-agent that the text names, in their order. */
  List<String> related() {
    String text = String.join("", bodies.values().stream().map(Roff::toString).toList());
    return Pattern.compile("lvs\\\\-agent[a-z.\\\\-]*\\\\fR\\([1-8]\\)")
        .matcher(text)
        .results()
        .map(page -> page.group().replace("\\-", "-").replace("\\fR", ""))
        .distinct()
        .toList();
  }

  void addTo(Roff page) {
    List<String> order = new ArrayList<>(FIRST);
    bodies.keySet().stream().filter(t -> !LAST.contains(t)).forEach(order::add);
    order.addAll(LAST);
    for (String title : order.stream().distinct().toList()) {
      Roff body = bodies.get(title);
      if (body != null) {
        page.section(title).raw(body);
      }
    }
  }
}
