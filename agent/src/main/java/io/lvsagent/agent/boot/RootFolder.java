package io.lvsagent.agent.boot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The root folder of this host or of an image, whose absolute links lead to files of the image.
 *
 * @param root {@code /} outside of images and tests
 */
public record RootFolder(Path root) {
  private static final int MOST_LINKS = 40;
  private static final int LARGEST = 4 << 20;

  /** Returns where a file of the image is here, with only the links of its folders followed. */
  public Path place(String path) {
    Path asked = Path.of("/").relativize(Path.of(path));
    Path folder = asked.getParent();
    Path base = folder == null ? root : followed(folder.toString()).orElse(root.resolve(folder));
    return base.resolve(asked.getFileName());
  }

  /** Returns how a file is named in reports, which is its path on this host. */
  public String shown(String path) {
    return root.resolve(Path.of("/").relativize(Path.of(path))).toString();
  }

  /** Returns true if there is something at a path, links followed. */
  public boolean exists(String path) {
    return followed(path.substring(1)).filter(Files::exists).isPresent();
  }

  public boolean isFile(String path) {
    return followed(path.substring(1)).filter(Files::isRegularFile).isPresent();
  }

  /** Returns the names in a folder in the order of their bytes; none if it cannot be read. */
  public List<String> names(String folder) {
    Optional<Path> place = followed(folder.substring(1));
    if (place.isEmpty()) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(place.get())) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Returns the text of a file, one character for each byte; empty if it cannot be read. */
  public Optional<String> text(String path) {
    Optional<Path> place = followed(path.substring(1)).filter(Files::isRegularFile);
    if (place.isEmpty()) {
      return Optional.empty();
    }
    try (java.io.InputStream in = Files.newInputStream(place.get())) {
      return Optional.of(new String(in.readNBytes(LARGEST), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns the lines of a file; none if it cannot be read. */
  public List<String> lines(String path) {
    return text(path).map(text -> List.of(text.split("\r\n|\n|\r", -1))).orElse(List.of());
  }

  /** Returns the folders from which systemd and modprobe(8) read files, in their precedence. */
  public static List<String> folders(String name) {
    return Stream.of("/etc/", "/run/", "/usr/local/lib/", "/usr/lib/", "/lib/")
        .map(above -> above + name)
        .toList();
  }

  /** Returns the files with an ending in several folders: the first folder has precedence. */
  public List<String> dropIns(List<String> folders, String ending) {
    List<String> names = new ArrayList<>();
    List<String> files = new ArrayList<>();
    for (String folder : folders) {
      for (String name : names(folder)) {
        if (name.endsWith(ending) && !names.contains(name)) {
          names.add(name);
          files.add(folder + "/" + name);
        }
      }
    }
    files.sort((a, b) -> nameOf(a).compareTo(nameOf(b)));
    return files;
  }

  /** Returns the last step of a path. */
  public static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Follows links step by step, because an absolute one leads back to the root. */
  private Optional<Path> followed(String path) {
    List<String> left = new ArrayList<>(List.of(path.split("/")));
    Path at = root;
    int links = 0;
    while (!left.isEmpty()) {
      String step = left.remove(0);
      if (step.isEmpty() || step.equals(".")) {
        continue;
      }
      if (step.equals("..")) {
        Path parent = at.getParent();
        at = at.equals(root) || parent == null ? root : parent;
        continue;
      }
      Path next = at.resolve(step);
      if (!Files.isSymbolicLink(next)) {
        at = next;
        continue;
      }
      links++;
      if (links > MOST_LINKS) {
        return Optional.empty();
      }
      try {
        Path target = Files.readSymbolicLink(next);
        at = target.isAbsolute() ? root : at;
        left.addAll(0, List.of(target.toString().split("/")));
      } catch (IOException e) {
        return Optional.empty();
      }
    }
    return Optional.of(at);
  }
}
