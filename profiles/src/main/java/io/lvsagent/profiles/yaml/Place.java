package io.lvsagent.profiles.yaml;

/**
 * Where something was written.
 *
 * @param file or the flag of the command line
 * @param line from 1, or 0 for what has none
 * @param column from 1, or 0 for what has none
 * @param key the innermost key that it stands under, or empty
 */
public record Place(String file, int line, int column, String key) {

  /** A whole file, or a flag of the command line. */
  public static Place of(String file) {
    return new Place(file, 0, 0, "");
  }

  public ConfigException wrong(String message) {
    return new ConfigException(file, line, column, key.isEmpty() ? message : key + ": " + message);
  }

  /** Where a value's own constructor says what is wrong with it. */
  public ConfigException wrong(IllegalArgumentException cause) {
    return wrong(String.valueOf(cause.getMessage()));
  }

  /** {@code web.yaml:4:12}. */
  @Override
  public String toString() {
    return ConfigException.where(file, line, column);
  }
}
