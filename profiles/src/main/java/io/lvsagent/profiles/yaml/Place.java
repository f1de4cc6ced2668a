package io.lvsagent.profiles.yaml;

import java.util.Map;

/**
 * The place where a part of a config is written.
 *
 * @param file the file, or the flag of the command line
 * @param line counted from 1, or 0 if there is none
 * @param column counted from 1, or 0 if there is none
 * @param key the innermost key above this place, or empty
 */
public record Place(String file, int line, int column, String key) {
  /** Returns the place of a whole file or of a flag of the command line. */
  public static Place of(String file) {
    return new Place(file, 0, 0, "");
  }

  /** Returns true for a flag of the command line, which names its option. */
  public boolean isFlag() {
    return file.startsWith("--");
  }

  /**
   * Returns the exception for a mistake at this place.
   *
   * @param message with a {@code %s} for each of the values; without values it is taken as it is
   */
  public ConfigException wrong(String message, Object... values) {
    String text = values.length == 0 ? message : message.formatted(values);
    return new ConfigException(file, line, column, key.isEmpty() ? text : key + ": " + text);
  }

  /** Throws the exception of {@link #wrong(String, Object...)} if there is a mistake. */
  public void refuseIf(boolean mistaken, String message, Object... values) {
    if (mistaken) {
      throw wrong(message, values);
    }
  }

  /**
   * Adds a value that is given here to those seen before. Throws ConfigException if it is among
   * them; the values of the message are the value and its first place.
   */
  public <T> void requireNew(Map<T, Place> seen, T value, String message) {
    Place first = seen.putIfAbsent(value, this);
    if (first != null) {
      throw wrong(message, value, first);
    }
  }

  /** Returns the exception for a value that its own constructor or parser refused. */
  public ConfigException wrong(IllegalArgumentException cause) {
    return wrong(String.valueOf(cause.getMessage()));
  }

  /** Returns a text such as {@code web.yaml:4:12}. */
  @Override
  public String toString() {
    return ConfigException.where(file, line, column);
  }
}
