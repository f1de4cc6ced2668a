package io.lvsagent.profiles.config;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.Ip;
import io.lvsagent.profiles.compile.Hosts;
import io.lvsagent.profiles.compile.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The texts show examples that work, and link to places that exist. */
class DocumentationTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern YAML =
      Pattern.compile("^```yaml\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern FENCED = Pattern.compile("^```.*?^```$", YAML.flags());
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]*)(?:#([^)]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
  private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z]\\w+)`");

  private static final Pattern PACKAGE =
      Pattern.compile("/src/main/java/io/lvsagent/(.*)/package-info.java$");
  private static final Pattern MAPPED = Pattern.compile("^\\| `([a-z.]+)` \\|", Pattern.MULTILINE);

  /** The fewest configs that a text must have. */
  private static final Map<String, Integer> CONFIGS =
      Map.of(
          "README.md",
          2,
          "docs/profiles.md",
          4,
          "docs/director.md",
          9,
          "docs/announce.md",
          2,
          "docs/clusters.md",
          3);

  private static final int FEWEST_EXAMPLES = 17;
  private static final int FEWEST_TEXTS = 30;
  private static final int FEWEST_LINKS = 50;

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> everyExampleCompiles() throws IOException {
    Map<Path, String> examples = files("examples", ".yaml");
    assertThat(examples).hasSizeGreaterThanOrEqualTo(FEWEST_EXAMPLES);
    return examples.entrySet().stream()
        .map(
            example ->
                DynamicTest.dynamicTest(
                    example.getKey().toString(), () -> compiles(example.getValue())));
  }

  private void compiles(String text) throws IOException {
    Path file = Cases.safe(Files.createTempFile(folder, "example", ".yaml"), text);
    Config config = Config.read(file, owner -> true);
    List<Service> services = new ArrayList<>(config.services());
    for (Set<Ip> hosts : config.clusters().values()) {
      hosts.forEach(host -> services.addAll(config.on(ClusterHost.at(host))));
    }
    assertThat(services).isNotEmpty();
    for (Service service : services) {
      assertThat(Lines.of(service, Hosts.oneOfEach())).isNotEmpty();
    }
  }

  @Test
  void theTextsShowTheExamplesAsTheyStand() throws IOException {
    Map<Path, String> examples = files("examples", ".yaml");
    Map<String, Integer> shown = new TreeMap<>();
    for (Map.Entry<Path, String> text : texts().entrySet()) {
      Matcher matcher = YAML.matcher(text.getValue());
      while (matcher.find()) {
        // a task of Ansible is a list, and no config
        if (!matcher.group(1).startsWith("- ")) {
          assertThat(examples.values())
              .as("a config in " + text.getKey())
              .contains(matcher.group(1));
          shown.merge(text.getKey().toString(), 1, Integer::sum);
        }
      }
    }
    CONFIGS.forEach(
        (text, fewest) ->
            assertThat(shown.get(text)).as(text).isNotNull().isGreaterThanOrEqualTo(fewest));
    String all = String.join("\n", texts().values());
    examples.forEach(
        (name, example) ->
            assertThat(all).as(name + " is shown").contains("```yaml\n" + example + "```"));
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    int links = 0;
    for (Map.Entry<Path, String> text : texts().entrySet()) {
      Path from = ROOT.resolve(text.getKey());
      Matcher matcher = LINK.matcher(FENCED.matcher(text.getValue()).replaceAll(""));
      while (matcher.find()) {
        Path to = matcher.group(1).isEmpty() ? from : from.resolveSibling(matcher.group(1));
        assertThat(to).as("a link in " + text.getKey()).exists();
        if (matcher.group(2) != null) {
          assertThat(anchors(to)).as("a link in " + text.getKey()).contains(matcher.group(2));
        }
        links++;
      }
    }
    assertThat(links).isGreaterThanOrEqualTo(FEWEST_LINKS);
  }

  /** As the sites that show Markdown make them from headings. */
  private static List<String> anchors(Path text) throws IOException {
    List<String> anchors = new ArrayList<>();
    Matcher matcher = HEADING.matcher(Files.readString(text));
    while (matcher.find()) {
      anchors.add(
          matcher.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-'));
    }
    return anchors;
  }

  @Test
  void theArchitectureNamesClassesThatExist() throws IOException {
    Set<String> classes;
    try (Stream<Path> all = Files.walk(ROOT)) {
      classes =
          all.map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".java"))
              .map(name -> name.replace(".java", ""))
              .collect(toSet());
    }
    Set<String> named =
        CLASS
            .matcher(Files.readString(ROOT.resolve("docs/architecture.md")))
            .results()
            .map(match -> match.group(1))
            .collect(toSet());
    assertThat(named).hasSizeGreaterThan(10).isSubsetOf(classes);
  }

  @Test
  void theArchitectureMapsEveryPackage() throws IOException {
    Set<String> packages = new TreeSet<>();
    try (Stream<Path> all = Files.walk(ROOT)) {
      all.map(Path::toString)
          .map(PACKAGE::matcher)
          .filter(Matcher::find)
          .forEach(matcher -> packages.add(matcher.group(1).replace('/', '.')));
    }
    Set<String> mapped =
        MAPPED
            .matcher(Files.readString(ROOT.resolve("docs/architecture.md")))
            .results()
            .map(match -> match.group(1))
            .collect(toSet());
    assertThat(mapped).hasSizeGreaterThan(20).containsExactlyInAnyOrderElementsOf(packages);
  }

  /** Every text of the project, by its path. */
  private static Map<Path, String> texts() throws IOException {
    Map<Path, String> texts = files("docs", ".md");
    try (Stream<Path> all = Files.list(ROOT)) {
      for (Path file : all.filter(path -> path.toString().endsWith(".md")).toList()) {
        texts.put(ROOT.relativize(file), Files.readString(file));
      }
    }
    assertThat(texts).hasSizeGreaterThanOrEqualTo(FEWEST_TEXTS);
    return texts;
  }

  private static Map<Path, String> files(String folder, String suffix) throws IOException {
    Map<Path, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(ROOT.resolve(folder))) {
      for (Path file : all.filter(path -> path.toString().endsWith(suffix)).toList()) {
        files.put(ROOT.relativize(file), Files.readString(file));
      }
    }
    return files;
  }
}
