package io.lvsagent.agent.intent;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Something to report that is not an error.
 *
 * @param code for machines, stable within schema 1
 * @param text one line for people
 */
public record Note(String code, String text) {
  /** Returns a text with the first ten of them, separated by commas. */
  public static String listOf(Collection<?> all) {
    String text = all.stream().limit(10).map(Object::toString).collect(Collectors.joining(", "));
    return text + (all.size() > 10 ? " and " + (all.size() - 10) + " more" : "");
  }

  /** Returns a text such as {@code address lo 192.0.2.10/32 and 3 more}. */
  public static String firstOf(List<?> all) {
    return all.get(0) + (all.size() > 1 ? " and " + (all.size() - 1) + " more" : "");
  }
}
