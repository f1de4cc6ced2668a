package io.lvsagent.profiles.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lvsagent.profiles.config.Cases;
import io.lvsagent.profiles.imported.ImportSettings;
import io.lvsagent.profiles.imported.ImportedText;
import io.lvsagent.profiles.imported.PortNames;
import io.lvsagent.profiles.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Imports the tables in {@code import/} and expects errors for those in {@code import-bad/}. */
class ImportTest {
  private static final PortNames PORTS = new PortNames(Path.of("src/test/resources/services"));

  static String yaml(List<String> lines, String source, String device, Optional<String> cluster) {
    return yaml(lines, source, device, cluster, PortNames.OF_SYSTEM);
  }

  private static String yaml(
      List<String> lines, String source, String device, Optional<String> cluster, PortNames ports) {
    ImportSettings settings = ImportSettings.of(Optional.of(device), cluster);
    return ImportedText.of(Import.read(lines, source, ports), settings);
  }

  @TestFactory
  Stream<DynamicTest> imports() throws IOException {
    return Cases.of("import").stream()
        .filter(file -> file.toString().endsWith(".txt"))
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> imports(file)));
  }

  private static void imports(Path saved) throws IOException {
    Path expected = Path.of(saved.toString().replace(".txt", ".yaml"));
    assertThat(yaml(Files.readAllLines(saved), saved.toString(), "eth0", Optional.empty(), PORTS))
        .isEqualTo(Files.readString(expected));
  }

  /** The first line of each file is a comment with the expected error message. */
  @TestFactory
  Stream<DynamicTest> refuses() throws IOException {
    List<Path> files = Cases.of("import-bad");
    assertThat(files).hasSizeGreaterThan(50);
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> refuses(file)));
  }

  private static void refuses(Path bad) throws IOException {
    List<String> lines = Files.readAllLines(bad);
    String name = bad.getFileName().toString();
    ConfigException refusal =
        catchThrowableOfType(
            ConfigException.class, () -> yaml(lines, name, "eth0", Optional.empty(), PORTS));
    assertThat(refusal).hasMessage(lines.get(0).substring("# ".length()));
    assertThat(refusal.file()).isEqualTo(name);
    assertThat(refusal.line()).isBetween(2, lines.size());
  }

  @Test
  void refusesALabelAsDevice() {
    assertThatThrownBy(() -> yaml(List.of(), "table", "eth0:0", Optional.empty()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--device: \"eth0:0\" is a label, not a device: write \"eth0\"");
  }

  @Test
  void aDeviceWithAnOddNameIsQuoted() {
    assertThat(yaml(List.of("-A -t 192.0.2.10:80"), "table", "null", Optional.empty()))
        .contains("    device: \"null\"\n");
  }

  /** One file for the director and its real servers. */
  @Test
  void aClusterCompilesToTheSameTable() {
    List<String> lines =
        List.of(
            "-A -t 192.0.2.10:80 -s rr",
            "-a -t 192.0.2.10:80 -r 192.168.1.11:8000 -m -w 3",
            "--set 900 120 300");
    assertThat(yaml(lines, "table", "eth0", Optional.of("192.168.1.1")))
        .isEqualTo(
            """
            clusters:
              lb-nat:
                method: nat
                directors: [192.168.1.1]
                gateway: 192.168.1.1 # has to be the address on the side of the real servers
                vips: [192.0.2.10]
                director:
                  device: eth0
                  timeouts: {tcp: 900, tcp-fin: 120, udp: 300}
                virtual-servers:
                  - tcp: 80
                    scheduler: rr
                    real-servers:
                      - {rip: "192.168.1.11:8000", weight: 3}
            """);
  }

  @Test
  void aTableThatTellsTooLittleIsNoCluster() {
    Optional<String> own = Optional.of("192.0.2.2");
    assertThatThrownBy(() -> yaml(List.of("-A -f 1"), "table", "eth0", own))
        .hasMessage(
            "table:1:7: -f: fwmark 1 does not tell the VIPs of the real servers: import it without"
                + " --cluster");
    List<String> mixed =
        List.of(
            "-A -t 192.0.2.10:80",
            "-a -t 192.0.2.10:80 -r 192.0.2.11 -g",
            "-a -t 192.0.2.10:80 -r 192.0.2.12 -i");
    assertThatThrownBy(() -> yaml(mixed, "table", "eth0", own))
        .hasMessageContaining("the real servers of tcp 192.0.2.10:80 have several methods");
    assertThatThrownBy(() -> yaml(mixed, "table", "eth0", Optional.of("lb1")))
        .hasMessageContaining("--cluster: \"lb1\" is not an address");
  }
}
