package io.lvsagent.profiles.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Finds test cases that are files, so that a new case needs no code. */
public final class Cases {
  private static final Path RESOURCES = Path.of("src/test/resources");

  private Cases() {}

  /** Returns all files below the folder except README.md, and fails if a folder is empty. */
  public static List<Path> of(String folder) throws IOException {
    try (Stream<Path> walk = Files.walk(RESOURCES.resolve(folder))) {
      List<Path> found = walk.filter(path -> !path.endsWith("README.md")).sorted().toList();
      List<Path> files = found.stream().filter(Files::isRegularFile).toList();
      assertThat(found)
          .as("each folder holds a case")
          .allMatch(path -> files.stream().anyMatch(file -> file.startsWith(path)));
      return files;
    }
  }

  /**
   * Returns one test for each config below the folder, named by its path in it, and fails if there
   * are fewer configs than the floor. {@code -Dcase=vips/} selects those whose names begin with
   * {@code vips/}.
   */
  static Stream<DynamicTest> tests(String folder, int floor, Check check) throws IOException {
    List<Path> configs =
        of(folder).stream().filter(file -> file.toString().endsWith(".yaml")).toList();
    assertThat(configs).hasSizeGreaterThanOrEqualTo(floor);
    String chosen = System.getProperty("case", "");
    List<DynamicTest> tests =
        configs.stream()
            .map(file -> DynamicTest.dynamicTest(name(folder, file), () -> check.of(file)))
            .filter(test -> test.getDisplayName().startsWith(chosen))
            .toList();
    assertThat(tests).as("cases of %s/ that begin with \"%s\"", folder, chosen).isNotEmpty();
    return tests.stream();
  }

  private static String name(String folder, Path file) {
    return RESOURCES.resolve(folder).relativize(file).toString();
  }

  /** Writes a file that only its owner can write, whatever the umask. */
  public static Path safe(Path file, String text) throws IOException {
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  /** Fails if a case does not have the expected result. */
  interface Check {
    void of(Path file) throws IOException;
  }
}
