package io.lvsagent.profiles.imported;

import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the foreign text says and the config does not.
 *
 * @param what the words that the remark is about, or empty if the text says all
 * @param fillIn true if the config does not do what the text does until somebody adds it
 */
public record ImportedRemark(Place place, String text, String what, boolean fillIn) {
  /** A remark that stands at so many places names the first of them and how many more there are. */
  private static final int MOST_LINES = 12;

  private static final int LONGEST = 300;

  /** The places and words of the remarks with the same text. */
  private record Merged(Map<String, Set<Integer>> lines, Set<String> words) {
    Merged() {
      this(new LinkedHashMap<>(), new LinkedHashSet<>());
    }

    String comment(String text) {
      List<String> places = new ArrayList<>();
      lines.forEach((file, numbers) -> places.add(places(file, numbers)));
      String all = String.join(" ", places) + ": " + text;
      return words.isEmpty() ? all : all + ": " + String.join(", ", words);
    }
  }

  /** Returns comments of YAML; remarks with the same text share one, with all their lines. */
  static String comments(Collection<ImportedRemark> remarks, String indent) {
    Map<String, Merged> lacking = new LinkedHashMap<>();
    Map<String, Merged> others = new LinkedHashMap<>();
    for (ImportedRemark remark : remarks) {
      Merged merged =
          (remark.fillIn ? lacking : others).computeIfAbsent(remark.text, text -> new Merged());
      merged
          .lines
          .computeIfAbsent(remark.place.file(), file -> new LinkedHashSet<>())
          .add(remark.place.line());
      if (!remark.what.isEmpty()) {
        merged.words.add(remark.what);
      }
    }
    StringBuilder all = new StringBuilder();
    lacking.forEach(
        (text, merged) -> all.append(comment(indent, "fill in: " + merged.comment(text))));
    others.forEach((text, merged) -> all.append(comment(indent, merged.comment(text))));
    return all.toString();
  }

  private static String places(String file, Set<Integer> lines) {
    if (lines.contains(0)) {
      return file;
    }
    List<String> texts = lines.stream().limit(MOST_LINES).map(String::valueOf).toList();
    int more = lines.size() - texts.size();
    return file + ":" + String.join(",", texts) + (more == 0 ? "" : " and " + more + " more");
  }

  /** Returns one line without characters that YAML does not allow in comments. */
  static String comment(String indent, String text) {
    StringBuilder plain = new StringBuilder(indent + "# ");
    text.codePoints()
        .limit(LONGEST)
        .forEach(
            c -> plain.appendCodePoint(c >= ' ' && c < 127 || Character.isLetter(c) ? c : '?'));
    return plain.append('\n').toString();
  }
}
