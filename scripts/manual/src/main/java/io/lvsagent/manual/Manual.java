package io.lvsagent.manual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes what an installation has below {@code share}: manual pages and completions. */
public final class Manual {
  private Manual() {}

  /** Takes the folder to write to, the version, and a date; runs in the root of the checkout. */
  public static void main(String[] args) throws IOException {
    write(Path.of(""), Path.of(args[0]), args[1], args[2].substring(0, 10));
  }

  static void write(Path root, Path share, String version, String date) throws IOException {
    for (Map.Entry<String, String> page : Pages.of(root, version, date).entrySet()) {
      String name = page.getKey();
      String section = name.substring(name.lastIndexOf('.') + 1);
      put(share.resolve("man/man" + section).resolve(name), page.getValue());
    }
    for (Map.Entry<String, String> file : Completions.of(root).entrySet()) {
      put(share.resolve(file.getKey()), file.getValue());
    }
  }

  private static void put(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
