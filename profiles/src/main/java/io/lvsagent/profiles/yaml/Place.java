package io.lvsagent.profiles.yaml;

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

  /** Returns the exception for a mistake at this place. */
  public ConfigException wrong(String message) {
    return new ConfigException(file, line, column, key.isEmpty() ? message : key + ": " + message);
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
