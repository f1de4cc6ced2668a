package io.lvsagent.profiles.imported;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The names of ports in a file as services(5) describes it. */
public record PortNames(Path file) {
  public static final PortNames OF_SYSTEM = new PortNames(Path.of("/etc/services"));

  /**
   * Returns the number of a port; empty if the file cannot be read or does not have the name.
   *
   * @param protocol such as {@code tcp}
   */
  public Optional<String> number(String name, String protocol) {
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
        List<String> words = Arrays.asList(line.replaceFirst("#.*", "").trim().split("\\s+"));
        boolean isNamed = words.contains(name) && words.indexOf(name) != 1;
        if (isNamed && words.size() > 1 && words.get(1).endsWith("/" + protocol)) {
          return Optional.of(words.get(1).substring(0, words.get(1).indexOf('/')));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
