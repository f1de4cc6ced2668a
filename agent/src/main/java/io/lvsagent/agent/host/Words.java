package io.lvsagent.agent.host;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;

/** The words of a text in the ledger, such as {@code dev lo scope link}: each has a name before. */
final class Words {
  private final String text;
  private final String[] words;
  private final int first;

  /**
   * Splits a text at its spaces.
   *
   * @param first the number of words before the first name
   */
  Words(String text, int first) {
    this.text = text;
    this.first = first;
    words = text.split(" ");
  }

  /** Returns one of the words before the first name. */
  String at(int index) {
    return words[index];
  }

  /** Returns the word behind a name, or the other one if there is none, and removes both. */
  String take(String name, String otherwise) {
    for (int i = first; i + 1 < words.length; i += 2) {
      if (words[i].equals(name)) {
        words[i] = "";
        return words[i + 1];
      }
    }
    return otherwise;
  }

  int number(String name, int otherwise) {
    String word = take(name, "");
    return word.isEmpty() ? otherwise : Integer.parseInt(word);
  }

  /** Returns the constant whose name in lower case is behind a name. */
  <E extends Enum<E>> E constant(String name, E otherwise) {
    return constant(take(name, otherwise.name()), otherwise.getDeclaringClass());
  }

  static <E extends Enum<E>> E constant(String word, Class<E> type) {
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
  }

  /** Throws IllegalArgumentException if a name is left that nobody asked for. */
  void requireNothingLeft(Kind kind, String name) {
    for (int i = first; i + 1 < words.length; i += 2) {
      if (!words[i].isEmpty()) {
        throw new IllegalArgumentException(kind + " " + name + ": " + text);
      }
    }
  }

  /** Appends a name and its word to a text, if the condition holds. */
  static void append(StringBuilder text, String name, Object word, boolean present) {
    if (present) {
      text.append(text.length() == 0 ? "" : " ").append(name).append(' ').append(word);
    }
  }

  /** Returns the word behind {@code dev} in the text of a value, if any. */
  static Optional<String> device(String text) {
    int from = text.indexOf("dev ") + 4;
    return from < 4 ? Optional.empty() : Optional.of(text.substring(from, text.indexOf(' ', from)));
  }

  static String onDevice(String text, String device) {
    return text.replaceFirst("dev [^ ]+", "dev " + Matcher.quoteReplacement(device));
  }
}
