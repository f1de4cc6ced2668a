package io.lvsagent.profiles.config;

import io.lvsagent.iface.libc.OpenPath;
import io.lvsagent.profiles.yaml.ConfigException;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Mistakes;
import io.lvsagent.profiles.yaml.Place;
import io.lvsagent.profiles.yaml.YamlReader;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Reads the files of a config. Only trusted users may be able to write them, because a config
 * decides which addresses this host answers for.
 */
final class ConfigFiles {
  private static final int LARGEST = 1 << 20;
  private static final String SUFFIX = ".yaml";
  private static final Path STANDARD_INPUT = Path.of(StandardInput.PATH);

  private final IntPredicate owners;

  /**
   * A file of a config.
   *
   * @param at a path to the file that cannot lead to another one, if there is one
   */
  private record Source(Path path, Path at) {}

  ConfigFiles(IntPredicate owners) {
    this.owners = owners;
  }

  /** Reads the file, or the *.yaml files of the folder in the order of their names. */
  List<Mapping> read(Path path) {
    if (path.equals(STANDARD_INPUT)) {
      return List.of(mapping(new Source(path, path)));
    }
    try (OpenPath opened = trusted(path, path)) {
      return opened.status().isFolder()
          ? all(files(path, opened).values())
          : List.of(mapping(path, text(path, opened)));
    } catch (IOException e) {
      throw wrong(path, e);
    }
  }

  /** Reads the files of a folder, which need not exist, with another in place of one of them. */
  List<Mapping> readWith(Path folder, Path replaced, Path candidate) {
    place(replaced)
        .refuseIf(!replaced.toString().endsWith(SUFFIX), "would not be read: name it *.yaml");
    Source source = new Source(candidate, candidate);
    if (Files.notExists(folder)) {
      return all(List.of(source));
    }
    try (OpenPath opened = trusted(folder, folder)) {
      SortedMap<Path, Source> files = among(folder, opened);
      files.put(replaced.getFileName(), source);
      return all(files.values());
    } catch (IOException e) {
      throw wrong(folder, e);
    }
  }

  private List<Mapping> all(Collection<Source> files) {
    Mistakes mistakes = new Mistakes();
    List<Mapping> all = new ArrayList<>();
    for (Source file : files) {
      mistakes.in(() -> mapping(file)).ifPresent(all::add);
    }
    mistakes.throwIfAny();
    return all;
  }

  private Mapping mapping(Source file) {
    return mapping(
        file.path(), file.path().equals(STANDARD_INPUT) ? input() : text(file.path(), file.at()));
  }

  private static Mapping mapping(Path file, String text) {
    return YamlReader.read(place(file).file(), text, ConfigKeys.FILE, ConfigKeys.PROFILE);
  }

  private static SortedMap<Path, Source> files(Path folder, OpenPath opened) throws IOException {
    SortedMap<Path, Source> files = among(folder, opened);
    if (files.isEmpty()) {
      String other = "";
      try (DirectoryStream<Path> all = Files.newDirectoryStream(opened.path(), "*.yml")) {
        for (Path file : all) {
          String name = file.getFileName().toString();
          other = ": rename " + name + " to " + name.replaceAll("yml$", "yaml");
        }
      }
      throw place(folder).wrong("the folder contains no *.yaml file%s", other);
    }
    return files;
  }

  /** Returns the *.yaml files in an open folder by their names. */
  private static SortedMap<Path, Source> among(Path folder, OpenPath opened) throws IOException {
    place(folder).refuseIf(!opened.status().isFolder(), "is not a folder");
    SortedMap<Path, Source> files = new TreeMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(opened.path())) {
      for (Path file : all) {
        Path name = file.getFileName();
        if (name.toString().endsWith(SUFFIX) && !name.toString().startsWith(".")) {
          files.put(name, new Source(folder.resolve(name), file));
        }
      }
    }
    return files;
  }

  /** Reads the text of one file, which must be as trusted as a config. */
  String text(Path file) {
    return text(file, file);
  }

  private String text(Path file, Path at) {
    try (OpenPath opened = trusted(file, at)) {
      return text(file, opened);
    } catch (IOException e) {
      throw wrong(file, e);
    }
  }

  /** Opens a file or folder and checks it; what is read later is what was checked here. */
  private OpenPath trusted(Path path, Path at) throws IOException {
    OpenPath opened = OpenPath.of(at);
    try {
      Place place = place(path);
      place.refuseIf(
          opened.status().isWritableByOthers(),
          "is writable by group or others: run chmod go-w %s",
          path);
      place.refuseIf(
          !owners.test(opened.status().owner()),
          "is owned by uid %s: make root or the user who runs lvs-agent its owner",
          opened.status().owner());
      return opened;
    } catch (ConfigException e) {
      opened.close();
      throw e;
    }
  }

  /** Reads no more than the size, because files of /proc may hold secrets and have none. */
  private static String text(Path file, OpenPath opened) throws IOException {
    Place place = place(file);
    place.refuseIf(!opened.status().isRegular(), "is not a regular file");
    place.refuseIf(opened.status().size() > LARGEST, "is larger than 1 MiB");
    byte[] bytes = new byte[0];
    if (opened.status().size() > 0) {
      try (InputStream stream = new FileInputStream(opened.path().toFile())) {
        bytes = stream.readNBytes((int) opened.status().size());
      } catch (FileNotFoundException e) {
        // the answer of the kernel stands in brackets
        throw new IOException(
            String.valueOf(e.getMessage()).replace(opened.path() + " ", file + " "), e);
      }
    }
    return utf8(place, bytes);
  }

  /** Reads the standard input, which belongs to the caller and has no owner to be checked. */
  private static String input() {
    try {
      return utf8(place(STANDARD_INPUT), StandardInput.read(1));
    } catch (IOException e) {
      throw wrong(STANDARD_INPUT, e);
    }
  }

  private static String utf8(Place place, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw place.wrong("is not UTF-8 text");
    }
  }

  private static ConfigException wrong(Path path, IOException e) {
    if (e instanceof NoSuchFileException) {
      return place(path).wrong("does not exist");
    }
    String why = e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
    return place(path).wrong("cannot be read: " + why);
  }

  static Place place(Path path) {
    return Place.of(path.equals(STANDARD_INPUT) ? StandardInput.NAME : path.toString());
  }
}
