package io.lvsagent.profiles.migration;

import io.lvsagent.profiles.imported.Imported;
import io.lvsagent.profiles.yaml.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Finds the files that a pattern of {@code include} names, as glob(7) does. */
final class Includes {
  private static final int LARGEST = 16 << 20;
  private static final int MOST = 10_000;

  private int bytes;
  private int count;

  /**
   * Returns the files in the order of their names. A pattern without a file is a remark.
   *
   * @param place the place of the pattern; a relative one begins in the folder of its file
   */
  List<ForeignText> files(String pattern, Place place, Imported found) {
    List<ForeignText> texts = new ArrayList<>();
    String plain = pattern.strip().replace("\"", "");
    try {
      Path source = Path.of(place.file());
      Path folder = source.getParent() == null ? Path.of("") : source.getParent();
      List<Path> paths = matching(folder, plain);
      for (Path path : paths) {
        if (!Files.isDirectory(path)) {
          texts.add(text(path, place));
        }
      }
    } catch (IOException | InvalidPathException | PatternSyntaxException e) {
      found.remark(
          place, "cannot be included, so that its part is missing: " + e.getMessage(), true);
      return texts;
    }
    if (texts.isEmpty()) {
      boolean open = plain.matches(".*[*?\\[{].*");
      found.remark(place, "includes no file: " + plain + " matches none", !open);
    }
    return texts;
  }

  private ForeignText text(Path path, Place place) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new IOException(path + " is not a file");
    }
    count++;
    place.refuseIf(count > MOST, "includes more than %s files", MOST);
    try (InputStream stream = Files.newInputStream(path)) {
      byte[] read = stream.readNBytes(LARGEST - bytes + 1);
      bytes += read.length;
      place.refuseIf(bytes > LARGEST, "includes more than 16 MiB");
      return ForeignText.of(path.toString(), new String(read, StandardCharsets.UTF_8));
    }
  }

  private static List<Path> matching(Path folder, String pattern) throws IOException {
    List<Path> paths = new ArrayList<>();
    paths.add(pattern.startsWith("/") ? Path.of("/") : folder);
    for (String part : pattern.split("/+")) {
      if (part.isEmpty()) {
        continue;
      }
      List<Path> deeper = new ArrayList<>();
      for (Path path : paths) {
        if (part.matches(".*[*?\\[{].*")) {
          deeper.addAll(entries(path, part));
        } else if (Files.exists(path.resolve(part))) {
          deeper.add(path.resolve(part));
        }
      }
      paths = deeper;
    }
    return paths;
  }

  private static List<Path> entries(Path folder, String part) throws IOException {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + part);
    List<Path> names = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
        for (Path entry : all) {
          boolean hidden = entry.getFileName().toString().startsWith(".") && !part.startsWith(".");
          if (!hidden && matcher.matches(entry.getFileName())) {
            names.add(folder.resolve(entry.getFileName()));
          }
        }
      }
    }
    names.sort(null);
    return names;
  }
}
