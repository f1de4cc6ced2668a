package io.lvsagent.profiles.migration;

import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A statement of keepalived.conf: the words of a line, and what stands in braces behind them. */
record KeepalivedBlock(List<Node.Scalar> words, List<KeepalivedBlock> below) {
  KeepalivedBlock(List<Node.Scalar> words) {
    this(List.copyOf(words), new ArrayList<>());
  }

  String keyword() {
    return words.isEmpty() ? "" : words.get(0).text();
  }

  Place place() {
    return words.get(0).place();
  }

  /** Returns the word behind the keyword; throws ConfigException if there is none. */
  Node.Scalar argument() {
    place().refuseIf(words.size() < 2, "\"%s\" needs a value", keyword());
    return words.get(1);
  }

  /** Returns the word at an index, if there is one. */
  Optional<Node.Scalar> word(int index) {
    return index < words.size() ? Optional.of(words.get(index)) : Optional.empty();
  }

  /** Returns the last statement with one of these keywords, which is the one that counts. */
  Optional<KeepalivedBlock> last(String... keywords) {
    List<String> wanted = List.of(keywords);
    return below.stream()
        .filter(statement -> wanted.contains(statement.keyword()))
        .reduce((first, second) -> second);
  }

  /** Returns the word behind another one, such as that behind {@code dev}. */
  Optional<Node.Scalar> behind(String word) {
    for (int i = 0; i + 1 < words.size(); i++) {
      if (words.get(i).text().equals(word)) {
        return Optional.of(words.get(i + 1));
      }
    }
    return Optional.empty();
  }
}
