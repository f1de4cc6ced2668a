package io.lvsagent.profiles.migration;

import io.lvsagent.profiles.yaml.ConfigException;
import java.util.List;

/**
 * A foreign text in lines.
 *
 * @param source the name of the file, for places
 */
public record ForeignText(String source, List<String> lines) {
  private static final String ALLOWED = "\t\n\r\f\u001b";

  /** Splits a text into lines. Throws ConfigException if it holds characters that no text has. */
  public static ForeignText of(String source, String text) {
    List<String> lines = text.replaceFirst("^\ufeff", "").lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      for (int at = 0; at < line.length(); at++) {
        char c = line.charAt(at);
        if (c < ' ' && ALLOWED.indexOf(c) < 0 || c == 127) {
          String what =
              "holds the byte 0x%02x, which no text has: name a text file".formatted((int) c);
          throw new ConfigException(source, i + 1, at + 1, what);
        }
      }
    }
    return new ForeignText(source, lines);
  }
}
