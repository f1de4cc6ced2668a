package io.lvsagent.profiles.yaml;

import java.util.List;

/**
 * Reports a mistake in a config in one line that names the place, the mistake and the remedy:
 * {@code /etc/lvs-agent/web.yaml:4:12: vips: "192.0.2.010" is not an address: …}.
 */
public final class ConfigException extends RuntimeException {
  private final String file;
  private final int line;
  private final int column;
  private final transient List<ConfigException> others;

  /**
   * @param file the file, or the flag of the command line
   * @param line counted from 1, or 0 if there is none
   * @param column counted from 1, or 0 if there is none
   */
  public ConfigException(String file, int line, int column, String message) {
    this(oneLine(where(file, line, column) + ": " + message), file, line, column, List.of());
  }

  private ConfigException(
      String text, String file, int line, int column, List<ConfigException> others) {
    super(text);
    this.file = file;
    this.line = line;
    this.column = column;
    this.others = List.copyOf(others);
  }

  /** Returns this mistake together with others in the same config. */
  ConfigException with(List<ConfigException> others) {
    String text = String.valueOf(getMessage());
    return new ConfigException(text, file, line, column, others);
  }

  /** Returns the mistakes that were found besides this one, which is the first. */
  public List<ConfigException> others() {
    return others;
  }

  public String file() {
    return file;
  }

  public int line() {
    return line;
  }

  public int column() {
    return column;
  }

  static String where(String file, int line, int column) {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }

  /** Replaces line breaks and control characters, which quoted input may contain, by spaces. */
  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean breaks = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
      line.append(breaks ? ' ' : c);
    }
    return line.toString();
  }
}
