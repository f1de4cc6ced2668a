package io.lvsagent.profiles.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lvsagent.profiles.profile.Profiles;
import io.lvsagent.profiles.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The tables of docs/config.md have every key that a config may have, and no other. */
class ConfigKeysTest {
  private static final String KNOWN = "use one of ";
  private static final String DIRECTOR = "{profile: director-dr, device: eth0, vips: [192.0.2.1], ";
  private static final String ENTRY = "virtual-servers: [{tcp: 80, ";

  /** By the heading of its table: a config with an unknown key in the place of the table's keys. */
  private static final Map<String, String> PLACES =
      Map.ofEntries(
          Map.entry("Top level", "{services: {}, nothing: 1}"),
          Map.entry("`clusters.NAME`", "{clusters: {a: {nothing: 1}}}"),
          Map.entry("`services.NAME`", service("{profile: dr, nothing: 1}")),
          Map.entry("An entry of `vips`", service("{profile: dr, vips: [{nothing: 1}]}")),
          Map.entry("`timeouts`", director(ENTRY + "real-servers: []}], timeouts: {nothing: 1}")),
          Map.entry("`sync`", director(ENTRY + "real-servers: []}], sync: {nothing: 1}")),
          Map.entry(
              "`sync.master` and `sync.backup`",
              director(ENTRY + "real-servers: []}], sync: {master: {nothing: 1}}")),
          Map.entry("`announce`", director("announce: {nothing: 1}")),
          Map.entry("An entry of `virtual-servers`", director(ENTRY + "nothing: 1}]")),
          Map.entry(
              "An entry of `real-servers`", director(ENTRY + "real-servers: [{nothing: 1}]}]")),
          Map.entry("`profiles.NAME`", profile("nothing: 1")),
          Map.entry("`vip`", profile("vip: {nothing: 1}")),
          Map.entry("A row of `links`", profile("links: {eth0: {nothing: 1}}")),
          Map.entry("A row of `sysctls`", profile("sysctls: {net/ipv4/ip_forward: {nothing: 1}}")));

  /** What each profile cannot do without, and for directors a table, with which more is of use. */
  private static final Map<String, Map<String, String>> LEAST = new TreeMap<>();

  static {
    Map<String, String> real = Map.of("vips", "[192.0.2.10]");
    String servers = "[{tcp: 80, real-servers: [192.0.2.21]}]";
    LEAST.put("dr", real);
    LEAST.put("dr-many", real);
    LEAST.put("tun", real);
    LEAST.put("tun-6in4", real);
    LEAST.put("tun-4in6", real);
    LEAST.put("dr-uplink", with(real, "uplinks", "[eth0]"));
    LEAST.put("nat", Map.of("director", "192.0.2.1"));
    for (String name : List.of("director-dr", "director-tun", "director-nat")) {
      LEAST.put(name, with(with(real, "device", "eth0"), "virtual-servers", servers));
    }
    Map<String, String> local =
        with(LEAST.get("director-dr"), "virtual-servers", servers.replace("80", "80, mark: 1"));
    LEAST.put("director-local", with(local, "peers", "['00:0c:29:4e:80:4a']"));
  }

  /** A value for each key, and what must come with it. */
  private static final Map<String, Map<String, String>> VALUES =
      Map.ofEntries(
          value("vips", "[192.0.2.10]"),
          value("uplinks", "[eth0]"),
          value("device", "eth0"),
          value("addresses", "external"),
          value("sysctls", "{net/ipv4/ip_forward: 0}"),
          value("director", "192.0.2.1"),
          value("clients", "198.51.100.1"),
          value("virtual-servers", "[{tcp: 80, real-servers: [192.0.2.21]}]"),
          value("weights", "initial"),
          value("timeouts", "{tcp: 900}"),
          value("sync", "{master: {interface: eth1}}"),
          value("masquerade", "[192.168.1.0/24]"),
          value("peers", "['00:0c:29:4e:80:4a']"),
          Map.entry(
              "neighbours",
              Map.of("neighbours", "{192.0.2.99: '00:0c:29:4e:80:4a'}", "device", "eth0")),
          Map.entry("routes", Map.of("routes", "[192.0.2.99]", "device", "eth0")),
          value("announce", "{count: 1}"),
          value("probe", "false"));

  @TempDir Path folder;

  private static String service(String text) {
    return "services: {a: " + text + "}";
  }

  private static String director(String text) {
    return service(DIRECTOR + text + "}");
  }

  private static String profile(String text) {
    return "{services: {}, profiles: {own: {role: director, " + text + "}}}";
  }

  private static Map.Entry<String, Map<String, String>> value(String key, String value) {
    return Map.entry(key, Map.of(key, value));
  }

  private static Map<String, String> with(Map<String, String> keys, String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(keys);
    more.put(key, value);
    return more;
  }

  @TestFactory
  Stream<DynamicTest> everyTableHasTheKeysThatAreKnown() throws IOException {
    Map<String, List<List<String>>> tables = tables();
    assertThat(tables.keySet()).containsExactlyInAnyOrderElementsOf(PLACES.keySet());
    return tables.entrySet().stream()
        .map(
            table ->
                DynamicTest.dynamicTest(
                    table.getKey(),
                    () ->
                        assertThat(table.getValue().stream().map(row -> row.get(0)))
                            .containsExactlyInAnyOrderElementsOf(
                                known(PLACES.get(table.getKey())))));
  }

  private List<String> known(String config) throws IOException {
    String message = String.valueOf(refusal(config).getMessage());
    assertThat(message).contains("unknown key \"nothing\": " + KNOWN);
    return List.of(message.substring(message.indexOf(KNOWN) + KNOWN.length()).split(", "));
  }

  @TestFactory
  Stream<DynamicTest> theProfilesOfAKeyAreThoseThatTakeIt() throws IOException {
    assertThat(LEAST.keySet()).containsExactlyInAnyOrderElementsOf(Profiles.builtIn().names());
    List<List<String>> rows = new ArrayList<>(tables().get("`services.NAME`"));
    rows.removeIf(row -> row.get(0).equals("profile"));
    assertThat(rows.stream().map(row -> row.get(0)))
        .containsExactlyInAnyOrderElementsOf(VALUES.keySet());
    return rows.stream()
        .map(row -> DynamicTest.dynamicTest(row.get(0), () -> profiles(row.get(0), row.get(3))));
  }

  private void profiles(String key, String cell) throws IOException {
    TreeSet<String> taking = new TreeSet<>();
    TreeSet<String> needing = new TreeSet<>();
    for (Map.Entry<String, Map<String, String>> profile : LEAST.entrySet()) {
      Map<String, String> more = new LinkedHashMap<>(VALUES.get(key));
      more.putAll(profile.getValue());
      if (reads(profile.getKey(), more)) {
        taking.add(profile.getKey());
      }
      Map<String, String> less = new LinkedHashMap<>(profile.getValue());
      less.remove(key);
      if (!reads(profile.getKey(), less)) {
        needing.add(profile.getKey());
      }
    }
    String names = cell.replace("**", "");
    assertThat(taking)
        .containsExactlyInAnyOrderElementsOf(
            names.equals("all") ? LEAST.keySet() : List.of(names.split(", ")));
    String bold = cell.startsWith("**") ? cell.split("\\*\\*")[1] : "";
    assertThat(needing)
        .containsExactlyInAnyOrderElementsOf(
            bold.isEmpty() ? List.of() : List.of(bold.split(", ")));
  }

  private boolean reads(String profile, Map<String, String> keys) throws IOException {
    StringBuilder text = new StringBuilder("{profile: " + profile);
    keys.forEach((key, value) -> text.append(", ").append(key).append(": ").append(value));
    return refusal(service(text + "}")) == null;
  }

  private ConfigException refusal(String config) throws IOException {
    Path file = Cases.safe(Files.createTempFile(folder, "config", ".yaml"), config + "\n");
    return catchThrowableOfType(ConfigException.class, () -> Config.read(file, owner -> true));
  }

  /** The rows of each table of keys, by the heading above it; without its marks of code. */
  private static Map<String, List<List<String>>> tables() throws IOException {
    Map<String, List<List<String>>> tables = new LinkedHashMap<>();
    String heading = "";
    for (String line : Files.readAllLines(Path.of("../docs/config.md"))) {
      if (line.startsWith("#")) {
        heading = line.replaceFirst("^#+ ", "");
      } else if (line.startsWith("| `")) {
        List<String> cells = List.of(line.replace("`", "").substring(2).split(" \\| ?"));
        tables.computeIfAbsent(heading, key -> new ArrayList<>()).add(cells);
      }
    }
    return tables;
  }
}
