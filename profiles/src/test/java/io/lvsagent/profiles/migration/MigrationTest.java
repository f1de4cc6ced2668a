package io.lvsagent.profiles.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lvsagent.profiles.config.Cases;
import io.lvsagent.profiles.config.Config;
import io.lvsagent.profiles.imported.ImportSettings;
import io.lvsagent.profiles.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Imports the files in {@code migration/} and expects errors for those in {@code migration-bad/}.
 */
class MigrationTest {
  private static final Path FOLDER = Path.of("src/test/resources/migration");
  private static final ImportSettings SETTINGS =
      ImportSettings.of(Optional.of("eth0"), Optional.empty()).withConfigId("first");

  /** Returns the foreign files of a kind, without those that others include. */
  static List<Path> files(String kind) throws IOException {
    return Cases.of("migration/" + kind).stream()
        .filter(file -> file.getParent().equals(FOLDER.resolve(kind)))
        .filter(file -> !file.toString().endsWith(".yaml"))
        .toList();
  }

  static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String kind : ImportKind.names()) {
      files.addAll(kind.equals("ipvsadm") ? List.of() : files(kind));
    }
    return files;
  }

  static ForeignText text(Path file) throws IOException {
    return ForeignText.of(FOLDER.relativize(file).toString(), Files.readString(file));
  }

  /** Reads a file by its own path, so that the files that it includes are found. */
  private static Migration imported(Path file, ImportSettings settings) throws IOException {
    Migration read =
        Migration.read(
            ForeignText.of(file.toString(), Files.readString(file)), Optional.empty(), settings);
    return new Migration(read.yaml().replace(FOLDER + "/", ""), read.complete());
  }

  @Test
  void thereAreFilesOfEachKind() throws IOException {
    assertThat(files("keepalived")).hasSizeGreaterThanOrEqualTo(8);
    assertThat(files("ldirectord")).hasSizeGreaterThanOrEqualTo(4);
    assertThat(files("piranha")).hasSizeGreaterThanOrEqualTo(3);
    assertThat(files("script")).hasSizeGreaterThanOrEqualTo(8);
  }

  @TestFactory
  Stream<DynamicTest> imports() throws IOException {
    return files().stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> imports(file)));
  }

  private static void imports(Path file) throws IOException {
    Migration read = imported(file, SETTINGS);
    Path expected = Path.of(file.toString().replaceFirst("\\.[a-z]+$", ".yaml"));
    if (System.getProperty("rewrite") != null) {
      Files.writeString(expected, read.yaml());
    }
    assertThat(read.yaml()).isEqualTo(Files.readString(expected));
    assertThat(read.complete()).isEqualTo(!read.yaml().contains("# fill in: "));
    Config.ofText("imported", read.yaml());
  }

  /** Whatever the options, a config comes out that is valid, or an error in one line. */
  @TestFactory
  Stream<DynamicTest> whatIsPrintedIsValid() throws IOException {
    return files().stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> isValid(file)));
  }

  private static void isValid(Path file) throws IOException {
    Migration both = imported(file, SETTINGS.withRealServers());
    assertThat(Config.ofText("imported", both.yaml()).services()).isNotEmpty();
    assertThat(both.complete()).isEqualTo(!both.yaml().contains("# fill in: "));
    ImportSettings cluster = ImportSettings.of(Optional.of("eth0"), Optional.of("192.0.2.2"));
    try {
      Migration one = imported(file, cluster);
      assertThat(one.yaml()).contains("clusters:");
      Config.ofText("imported", one.yaml());
    } catch (ConfigException e) {
      assertThat(e.getMessage()).contains("without --cluster").doesNotContain("\n");
    }
  }

  /** The first line of each file is a comment with the expected error message. */
  @TestFactory
  Stream<DynamicTest> refuses() throws IOException {
    List<Path> files = Cases.of("migration-bad");
    assertThat(files).hasSizeGreaterThan(20);
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> refuses(file)));
  }

  private static void refuses(Path bad) throws IOException {
    String name = bad.getFileName().toString();
    String text = Files.readString(bad);
    ConfigException refusal =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                Migration.read(
                    ForeignText.of(name, text),
                    Optional.empty(),
                    ImportSettings.of(Optional.empty(), Optional.empty())));
    assertThat(refusal).as(name).isNotNull();
    assertThat(refusal).hasMessage(text.lines().findFirst().orElseThrow().substring("# ".length()));
  }

  @Test
  void theRealServersOfEachMethodHaveAProfileOfTheirOwn() throws IOException {
    assertThat(
            imported(FOLDER.resolve("keepalived/vrrp-dr.conf"), SETTINGS.withRealServers()).yaml())
        .endsWith(
            """
              # On 192.0.2.21, 192.0.2.22:
              real:
                profile: dr
                vips: [192.0.2.10]
            """);
    assertThat(imported(FOLDER.resolve("piranha/nat.cf"), SETTINGS.withRealServers()).yaml())
        .endsWith(
            """
              # On 192.0.2.21, 192.0.2.22:
              real-nat:
                profile: nat
                director: 192.0.2.1
            """);
    Migration unknown =
        imported(FOLDER.resolve("script/director-nat.sh"), SETTINGS.withRealServers());
    assertThat(unknown.complete()).isFalse();
    assertThat(unknown.yaml()).contains("  # fill in: real-nat: {profile: nat, director: ADDRESS}");
    assertThat(
            imported(FOLDER.resolve("script/director-tun.sh"), SETTINGS.withRealServers()).yaml())
        .endsWith("  real-tun:\n    profile: tun\n    vips: [192.0.2.20]\n");
  }

  @Test
  void aClusterHasBothDirectorsOfPiranha() throws IOException {
    ImportSettings cluster = ImportSettings.of(Optional.empty(), Optional.of("192.0.2.2"));
    assertThat(imported(FOLDER.resolve("piranha/direct.cf"), cluster).yaml())
        .endsWith(
            """
            clusters:
              lb:
                method: dr
                directors: [192.0.2.2, 192.0.2.3]
                vips: [192.0.2.10]
                director:
                  device: eth0
                virtual-servers:
            """
                + """
                      # piranha/direct.cf:19,20,21,22,25,26,27: health checks, which lvs-agent does not\
                 have (docs/migration.md): send, expect, use_regex, load_monitor, timeout, reentry,\
                 quiesce_server
                      # piranha/direct.cf:38: a server that is not active, and left out
                      - tcp: 80
                        real-servers:
                          - 192.0.2.21
                          - {rip: 192.0.2.22, weight: 2}
                """);
  }

  @Test
  void linesOfAnotherConfigIdAreLeftOut() throws IOException {
    Path file = FOLDER.resolve("keepalived/variables.conf");
    assertThat(imported(file, SETTINGS).yaml()).doesNotContain("192.0.2.73");
    assertThat(imported(file, SETTINGS.withConfigId("second")).yaml()).contains("192.0.2.73");
  }

  @Test
  void aFileThatIncludesItselfIsRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("keepalived.conf");
    Files.writeString(file, "global_defs {\n}\ninclude *.conf\n");
    ConfigException refusal =
        catchThrowableOfType(ConfigException.class, () -> imported(file, SETTINGS));
    assertThat(refusal).hasMessage(file + ":3:1: includes files more than 16 deep");
  }

  @Test
  void aFileThatIsNotThereIsToBeFilledIn(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("keepalived.conf");
    Files.writeString(file, "include absent.conf\nvirtual_server 192.0.2.10 80 {\n}\n");
    Migration read = imported(file, SETTINGS);
    assertThat(read.complete()).isFalse();
    assertThat(read.yaml())
        .startsWith("# fill in: " + file + ":1: includes no file: absent.conf matches none\n");
  }

  @Test
  void theKindIsTakenFromTheCommandLine() {
    ForeignText text =
        ForeignText.of("x", "virtual=192.0.2.10:80\nvirtual_server 192.0.2.10 80 {\n}");
    ConfigException refusal =
        catchThrowableOfType(
            ConfigException.class, () -> Migration.read(text, Optional.of("ldirectord"), SETTINGS));
    assertThat(refusal).hasMessage("x:2:1: is no line of ldirectord.cf: expected KEY=VALUE");
    refusal =
        catchThrowableOfType(
            ConfigException.class, () -> Migration.read(text, Optional.of("haproxy"), SETTINGS));
    assertThat(refusal).hasMessageStartingWith("--kind: \"haproxy\" is not one of ipvsadm, ");
  }

  @Test
  void nothingOfAScriptIsRun(@TempDir Path folder) {
    Path made = folder.resolve("made");
    String script = "#!/bin/sh\nX=$(touch %s)\ntouch %s\nip addr add 192.0.2.10/32 dev lo\n";
    String text = script.formatted(made, made);
    assertThat(Migration.read(ForeignText.of("x", text), Optional.empty(), SETTINGS).yaml())
        .isEqualTo("services:\n  real:\n    profile: dr\n    vips: [192.0.2.10]\n");
    assertThat(made).doesNotExist();
  }

  @Test
  void refusesWhatIsNoText() {
    ConfigException refusal =
        catchThrowableOfType(
            ConfigException.class, () -> ForeignText.of("x.conf", "virtual_server\n\u0000\u0001"));
    assertThat(refusal)
        .hasMessage("x.conf:2:1: holds the byte 0x00, which no text has: name a text file");
  }
}
