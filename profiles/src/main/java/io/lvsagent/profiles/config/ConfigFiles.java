package io.lvsagent.profiles.config;

import io.lvsagent.profiles.yaml.ConfigException;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Mistakes;
import io.lvsagent.profiles.yaml.Place;
import io.lvsagent.profiles.yaml.YamlReader;
import java.io.FileInputStream;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;

/**
 * Reads the files of a config. Only trusted users may be able to write them, because a config
 * decides which addresses this host answers for.
 */
final class ConfigFiles {
  private static final int LARGEST = 1 << 20;
  private static final String SUFFIX = ".yaml";
  private static final Path STANDARD_INPUT = Path.of("-");

  /** Bits of st_mode, see inode(7). */
  private static final int TYPE = 0170000;

  private static final int FOLDER = 0040000;
  private static final int REGULAR = 0100000;
  private static final int WRITABLE_BY_OTHERS = 0022;

  private final IntPredicate owners;

  ConfigFiles(IntPredicate owners) {
    this.owners = owners;
  }

  /** Reads the file, or the *.yaml files of the folder in the order of their names. */
  List<Mapping> read(Path path) {
    try {
      boolean isFolder = !path.equals(STANDARD_INPUT) && trustedType(path) == FOLDER;
      return isFolder ? all(files(path)) : List.of(file(path));
    } catch (IOException e) {
      throw wrong(path, e);
    }
  }

  /** Reads the files of a folder, which need not exist, with another in place of one of them. */
  List<Mapping> readWith(Path folder, Path replaced, Path candidate) {
    place(replaced)
        .refuseIf(!replaced.toString().endsWith(SUFFIX), "would not be read: name it *.yaml");
    try {
      List<Path> files = new ArrayList<>();
      if (Files.exists(folder)) {
        trustedType(folder);
        files.addAll(among(folder));
      }
      files.remove(replaced);
      files.add(replaced);
      Collections.sort(files);
      files.set(files.indexOf(replaced), candidate);
      return all(files);
    } catch (IOException e) {
      throw wrong(folder, e);
    }
  }

  private List<Mapping> all(List<Path> files) {
    Mistakes mistakes = new Mistakes();
    List<Mapping> all = new ArrayList<>();
    for (Path file : files) {
      mistakes.in(() -> file(file)).ifPresent(all::add);
    }
    mistakes.throwIfAny();
    return all;
  }

  private static List<Path> files(Path folder) throws IOException {
    List<Path> files = among(folder);
    if (files.isEmpty()) {
      String other = "";
      try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.yml")) {
        for (Path file : all) {
          String name = file.getFileName().toString();
          other = ": rename " + name + " to " + name.replaceAll("yml$", "yaml");
        }
      }
      throw place(folder).wrong("the folder contains no *.yaml file%s", other);
    }
    Collections.sort(files);
    return files;
  }

  /** Returns the *.yaml files in a folder, in no order. */
  private static List<Path> among(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path file : all) {
        String name = file.getFileName().toString();
        if (name.endsWith(SUFFIX) && !name.startsWith(".")) {
          files.add(file);
        }
      }
    }
    return files;
  }

  private Mapping file(Path file) {
    return YamlReader.read(place(file).file(), text(file)).mapping();
  }

  /** Reads the text of one file, which must be as trusted as a config. */
  String text(Path file) {
    try {
      if (file.equals(STANDARD_INPUT)) {
        return utf8(file, System.in.readNBytes(LARGEST + 1));
      }
      place(file).refuseIf(trustedType(file) != REGULAR, "is not a regular file");
      try (InputStream stream = new FileInputStream(file.toFile())) {
        return utf8(file, stream.readNBytes(LARGEST + 1));
      }
    } catch (IOException e) {
      throw wrong(file, e);
    }
  }

  private int trustedType(Path path) throws IOException {
    Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,uid");
    int mode = (Integer) Objects.requireNonNull(attributes.get("mode"));
    int owner = (Integer) Objects.requireNonNull(attributes.get("uid"));
    boolean writable = (mode & WRITABLE_BY_OTHERS) != 0;
    Place place = place(path);
    place.refuseIf(writable, "is writable by group or others: run chmod go-w %s", path);
    place.refuseIf(
        !owners.test(owner),
        "is owned by uid %s: make root or the user who runs lvs-agent its owner",
        owner);
    return mode & TYPE;
  }

  private static String utf8(Path file, byte[] bytes) {
    place(file).refuseIf(bytes.length > LARGEST, "is larger than 1 MiB");
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw place(file).wrong("is not UTF-8 text");
    }
  }

  private static ConfigException wrong(Path path, IOException e) {
    if (e instanceof NoSuchFileException) {
      return place(path).wrong("does not exist");
    }
    String why = e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
    return place(path).wrong("cannot be read: " + why);
  }

  private static Place place(Path path) {
    return Place.of(path.equals(STANDARD_INPUT) ? "standard input" : path.toString());
  }
}
