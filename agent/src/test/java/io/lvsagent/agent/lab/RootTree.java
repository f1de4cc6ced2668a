package io.lvsagent.agent.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lvsagent.agent.cli.Commands;
import io.lvsagent.agent.report.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A root folder with the files of a system, for commands with {@code --root}. */
public record RootTree(Path root) {
  /** Writes a file that others can read. */
  public RootTree with(String file, String text) {
    try {
      Path place = root.resolve(file);
      Files.createDirectories(place.resolveSibling("."));
      Files.writeString(place, text);
      Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rw-r--r--"));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public RootTree withLink(String file, String target) {
    try {
      Path place = root.resolve(file);
      Files.createDirectories(place.resolveSibling("."));
      Files.createSymbolicLink(place, Path.of(target));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path file(String file) {
    return root.resolve(file);
  }

  public Run run(String line) {
    List<String> words = new ArrayList<>(List.of(line.split(" ")));
    words.addAll(List.of("--root", root.toString()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit = Commands.run(words, new Console(out, err));
    return new Run(exit, out.toString(UTF_8), err.toString(UTF_8));
  }
}
