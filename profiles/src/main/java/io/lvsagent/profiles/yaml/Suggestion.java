package io.lvsagent.profiles.yaml;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that an unknown one was probably meant to be. */
public final class Suggestion {
  private static final int SHORTEST_BEGINNING = 3;

  private Suggestion() {}

  /**
   * Returns the known word that is nearest, if there is one and it is near enough: the beginning of
   * a word is, and so is one with a third of its letters wrong, missing, added or swapped. Case
   * counts for nothing.
   */
  public static Optional<String> of(String word, Collection<String> known) {
    String typed = word.toLowerCase(Locale.ROOT);
    int nearest = 2 * Math.max(1, typed.length() / 3) + 1;
    Optional<String> found = Optional.empty();
    for (String candidate : known) {
      int distance = distance(typed, candidate.toLowerCase(Locale.ROOT));
      if (distance <= nearest) {
        found = distance < nearest ? Optional.of(candidate) : Optional.empty();
        nearest = distance;
      }
    }
    return found;
  }

  /** Returns a question such as {@code did you mean "vips"?}, or all words if none is near. */
  public static String advice(String word, Collection<String> known) {
    return of(word, known)
        .map(near -> "did you mean \"" + near + "\"?")
        .orElseGet(() -> "use one of " + String.join(", ", known));
  }

  /** Returns twice the number of edits, and 1 for the beginning of a word. */
  private static int distance(String typed, String word) {
    return typed.length() >= SHORTEST_BEGINNING && word.startsWith(typed) && !word.equals(typed)
        ? 1
        : 2 * edits(typed, word);
  }

  /** Returns the edit distance, in which swapping two neighbouring letters is one edit. */
  private static int edits(String from, String to) {
    int[][] edits = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int replaced = edits[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        edits[i][j] = swapped ? Math.min(least, 1 + edits[i - 2][j - 2]) : least;
      }
    }
    return edits[from.length()][to.length()];
  }
}
