package io.lvsagent.manual;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Turns the inline marks of a Markdown file into fonts, and its links into names of pages. */
final class Inline {
  /** The pages that documents became. */
  private static final Map<String, String> PAGES =
      Map.of(
          "docs/config.md", "\\fBlvs\\-agent.yaml\\fR(5)",
          "docs/json.md", "\\fBlvs\\-agent\\-json\\fR(7)");

  private static final String INSTALLED = "/usr/local/share/doc/lvs-agent/";

  private static final Pattern MARK =
      Pattern.compile(
          "`(?<code>[^`]+)`|\\*\\*(?<bold>[^*]+)\\*\\*|\\*(?<italic>[^*]+)\\*"
              + "|\\[(?<link>[^\\]]+)\\]\\((?<target>[^)]+)\\)|\\\\(?<escaped>[|*\\[\\]<>_`])");

  /** The name of a page, such as ip(8). */
  private static final Pattern PAGE = Pattern.compile("\\b[a-z][a-z0-9_.-]*(?=\\([1-8]\\))");

  private final Path document;

  /** Takes the path of the document, from which its links start. */
  Inline(Path document) {
    this.document = document;
  }

  String roff(String markdown) {
    StringBuilder roff = new StringBuilder();
    int from = 0;
    for (MatchResult mark : MARK.matcher(markdown).results().toList()) {
      roff.append(prose(markdown.substring(from, mark.start())));
      roff.append(marked(mark));
      from = mark.end();
    }
    return roff.append(prose(markdown.substring(from))).toString();
  }

  private static String prose(String plain) {
    return PAGE.matcher(Roff.text(plain))
        .replaceAll(page -> "\\\\fB" + page.group().replace("-", "\\\\-") + "\\\\fR");
  }

  private String marked(MatchResult mark) {
    String code = mark.group(1);
    if (code != null) {
      return Roff.bold(code);
    } else if (mark.group(2) != null) {
      return Roff.bold(mark.group(2));
    } else if (mark.group(3) != null) {
      return Roff.italic(mark.group(3));
    } else if (mark.group(4) != null) {
      return link(mark.group(4), mark.group(5));
    }
    return Roff.text(mark.group(6));
  }

  private String link(String text, String target) {
    String file = target.replaceFirst("#.*", "");
    if (file.isEmpty() || target.contains("://")) {
      throw new IllegalArgumentException("a manual page has no place for the link " + target);
    }
    String path = document.resolveSibling(file).normalize().toString();
    String page = PAGES.getOrDefault(path, Roff.italic(INSTALLED + path));
    boolean named = text.endsWith(".md") || text.equals(path) || file.endsWith("/" + text);
    return named ? page : roff(text) + " (" + page + ")";
  }
}
