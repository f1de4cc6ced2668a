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
      if (trustedType(path) != FOLDER) {
        return List.of(file(path));
      }
      Mistakes mistakes = new Mistakes();
      List<Mapping> files = new ArrayList<>();
      for (Path file : files(path)) {
        mistakes.in(() -> file(file)).ifPresent(files::add);
      }
      mistakes.throwIfAny();
      return files;
    } catch (IOException e) {
      throw wrong(path, e);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    String other = "";
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path file : all) {
        String name = file.getFileName().toString();
        if (name.endsWith(SUFFIX) && !name.startsWith(".")) {
          files.add(file);
        } else if (name.endsWith(".yml")) {
          other = ": rename " + name + " to " + name.replaceAll("yml$", "yaml");
        }
      }
    }
    place(folder).refuseIf(files.isEmpty(), "the folder contains no *.yaml file%s", other);
    Collections.sort(files);
    return files;
  }

  private Mapping file(Path file) {
    return YamlReader.read(file.toString(), text(file)).mapping();
  }

  /** Reads the text of one file, which must be as trusted as a config. */
  String text(Path file) {
    try {
      place(file).refuseIf(trustedType(file) != REGULAR, "is not a regular file");
      return utf8(file);
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

  private static String utf8(Path file) throws IOException {
    byte[] bytes;
    try (InputStream stream = new FileInputStream(file.toFile())) {
      bytes = stream.readNBytes(LARGEST + 1);
    }
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
    return Place.of(path.toString());
  }
}
