package io.lvsagent.manual;

import io.lvsagent.agent.usage.CommandName;
import io.lvsagent.agent.usage.ExitCode;
import io.lvsagent.agent.usage.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/** The manual pages, by the names of their files. */
final class Pages {
  private static final Path TEXTS = Path.of("docs/manual");
  private static final String OVERVIEW =
      "Makes a node of Linux Virtual Server what its config says";
  private static final List<String> OTHERS =
      List.of("ipvsadm(8)", "ip(8)", "nft(8)", "keepalived(8)", "sysctl.d(5)", "systemd(1)");

  private final Path root;
  private final String version;
  private final String date;
  private final Map<String, String> pages = new LinkedHashMap<>();

  private Pages(Path root, String version, String date) {
    this.root = root;
    this.version = version;
    this.date = date;
  }

  /** Returns all pages. The root is that of the checkout. */
  static Map<String, String> of(Path root, String version, String date) throws IOException {
    Pages all = new Pages(root, version, date);
    all.overview();
    for (CommandName command : CommandName.values()) {
      all.command(command);
    }
    Sections config = Sections.of(root, TEXTS.resolve("lvs-agent.yaml.md"));
    config.body("SEE ALSO").paragraph(references(List.of("lvs-agent(8)", "lvs-agent-check(8)")));
    all.put("lvs-agent.yaml", 5, "the config of lvs-agent", List.of(), config);
    Sections json = Sections.of(root, TEXTS.resolve("lvs-agent-json.md"));
    json.body("SEE ALSO")
        .paragraph(references(List.of("lvs-agent(8)", "lvs-agent-watch(8)", "jq(1)")));
    all.put("lvs-agent-json", 7, "the answers of lvs-agent in JSON", List.of(), json);
    return all.pages;
  }

  private void put(String name, int section, String summary, List<Synopsis> lines, Sections text) {
    Roff page = Roff.page(name, section, date, version);
    page.section("NAME").paragraph(Roff.literal(name) + " \\- " + Roff.text(summary));
    if (!lines.isEmpty()) {
      page.section("SYNOPSIS");
      lines.forEach(line -> page.synopsis(line.command, line.arguments));
    }
    text.addTo(page);
    pages.put(name + "." + section, page.toString());
  }

  private record Synopsis(String command, List<String> arguments) {}

  private void overview() throws IOException {
    Sections text = Sections.of(root, TEXTS.resolve("lvs-agent.md"));
    Roff commands = text.body("COMMANDS");
    for (CommandName command : CommandName.values()) {
      String page = reference("lvs-agent-" + command.word() + "(8)");
      commands.tagged(page, List.of(Roff.text(command.summary())));
    }
    commands.tagged(
        Roff.bold("lvs-agent help") + " [" + Roff.italic("COMMAND") + "]",
        List.of("Print the help of a command."));
    Roff options = text.body("OPTIONS");
    CommandName.GLOBAL.forEach(option -> option(options, option));
    exitStatus(text.body("EXIT STATUS"));
    List<String> also = new ArrayList<>();
    also.add("lvs-agent.yaml(5)");
    also.add("lvs-agent-json(7)");
    also.addAll(OTHERS);
    text.body("SEE ALSO").paragraph(references(also));
    List<String> arguments =
        List.of(
            "[" + Roff.italic("OPTION") + "\\~...]",
            Roff.italic("COMMAND"),
            "[" + Roff.italic("OPTION") + "\\~...]",
            "[" + Roff.italic("SERVICE") + "\\~...]");
    put("lvs-agent", 8, lower(OVERVIEW), List.of(new Synopsis("lvs-agent", arguments)), text);
  }

  private void command(CommandName command) throws IOException {
    String name = "lvs-agent-" + command.word();
    Sections text = Sections.of(root, TEXTS.resolve(command.word() + ".md"));
    List<Option> own = new ArrayList<>(command.options());
    own.removeAll(CommandName.GLOBAL);
    boolean describes = own.containsAll(CommandName.SERVICE);
    if (describes) {
      own.subList(own.size() - CommandName.SERVICE.size(), own.size()).clear();
    }
    Roff options = text.body("OPTIONS");
    if (!command.operand().isEmpty()) {
      String operand = Roff.italic(command.operand().replace("...", ""));
      options.tagged(operand, List.of(Roff.text(command.operandDescription())));
    }
    own.forEach(option -> option(options, option));
    if (describes) {
      CommandName.SERVICE.forEach(option -> option(options, option));
    }
    options.paragraph(common());
    if (!text.has("EXIT STATUS")) {
      exitStatus(text.body("EXIT STATUS"));
    }
    text.body("EXAMPLES").code(command.examples().stream().map(e -> "lvs-agent " + e).toList());
    text.body("SEE ALSO").paragraph(references(related(command, text.related())));
    String summary = command.summary().replaceFirst("[.].*", "");
    put(name, 8, lower(summary), synopses(command, own, describes), text);
  }

  private static List<Synopsis> synopses(CommandName command, List<Option> own, boolean describes) {
    String line = "lvs-agent " + command.word();
    List<String> arguments = new ArrayList<>(own.stream().map(Pages::bracketed).toList());
    List<Synopsis> lines = new ArrayList<>();
    if (!command.operand().isEmpty()) {
      String operand = Roff.italic(command.operand().replace("...", ""));
      arguments.add(
          switch (command) {
            case DRAIN, UNDRAIN -> operand + "\\~...";
            case IMPORT -> operand;
            case PROFILES -> "[" + operand + "]";
            default -> "[" + operand + "\\~...]";
          });
    }
    lines.add(new Synopsis(line, arguments));
    if (describes) {
      lines.add(
          new Synopsis(
              line,
              Stream.concat(
                      Stream.of("[" + Roff.italic("OPTION") + "\\~...]", named(Option.PROFILE)),
                      CommandName.SERVICE.stream()
                          .filter(o -> o != Option.PROFILE)
                          .map(Pages::bracketed))
                  .toList()));
    }
    return lines;
  }

  private static String bracketed(Option option) {
    boolean repeats = option.spec().type().isArray();
    return "[" + named(option) + (repeats ? "\\~..." : "") + "]";
  }

  /** Returns the longest name, with the label of its value. */
  private static String named(Option option) {
    OptionSpec spec = option.spec();
    String name = Roff.bold(spec.longestName());
    return spec.arity().max() == 0 ? name : name + "=" + Roff.italic(spec.paramLabel());
  }

  private static void option(Roff roff, Option option) {
    OptionSpec spec = option.spec();
    String names =
        Stream.of(spec.names())
            .filter(name -> !name.startsWith("--"))
            .map(name -> Roff.bold(name) + ", ")
            .collect(Collectors.joining());
    roff.tagged(names + named(option), List.of(Roff.text(String.join(" ", spec.description()))));
  }

  private static String common() {
    List<String> names = new ArrayList<>();
    CommandName.GLOBAL.forEach(option -> names.add(Roff.bold(option.spec().names()[0])));
    String last = names.remove(names.size() - 1);
    return "Every command also takes %s and %s, which %s describes."
        .formatted(String.join(", ", names), last, reference("lvs-agent(8)"));
  }

  private static void exitStatus(Roff roff) {
    for (ExitCode exit : ExitCode.values()) {
      roff.tagged(Roff.bold(Integer.toString(exit.code())), List.of(Roff.text(exit.meaning())));
    }
  }

  /** Returns the pages beside that of a command: those that its text names, and the usual ones. */
  private static List<String> related(CommandName command, List<String> named) {
    List<String> related = new ArrayList<>(List.of("lvs-agent(8)", "lvs-agent.yaml(5)"));
    named.stream().filter(n -> !related.contains(n)).sorted().forEach(related::add);
    related.remove("lvs-agent-" + command.word() + "(8)");
    return related;
  }

  private static String reference(String page) {
    int bracket = page.indexOf('(');
    return Roff.bold(page.substring(0, bracket)) + page.substring(bracket);
  }

  private static String references(List<String> pages) {
    return pages.stream().map(Pages::reference).collect(Collectors.joining(", "));
  }

  private static String lower(String sentence) {
    return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
  }
}
