package io.lvsagent.manual;

import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.CommandName;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.agent.usage.UsageException;
import io.lvsagent.profiles.migration.ImportKind;
import io.lvsagent.profiles.profile.Profiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/** Fills the tables of options into the completions of scripts/completion. */
final class Completions {
  private static final List<String> FORMATS = List.of("text", "json", "nagios", "prometheus");
  private static final List<CommandName> COMMANDS = List.of(CommandName.values());

  private final Path texts;
  private final String names;

  private Completions(Path root) throws IOException {
    texts = root.resolve("scripts/completion");
    names =
        Files.readString(texts.resolve("names"))
            .replaceAll("(?m)^ *#.*\n", "")
            .replace("@profiles@", String.join(" ", Profiles.builtIn().names()))
            .strip();
  }

  /** Returns the completion of each shell, by its path below {@code share}. */
  static Map<String, String> of(Path root) throws IOException {
    Completions completions = new Completions(root);
    return Map.of(
        "bash-completion/completions/lvs-agent", completions.bash(),
        "zsh/site-functions/_lvs-agent", completions.zsh(),
        "fish/vendor_completions.d/lvs-agent.fish", completions.fish());
  }

  /** Returns what an option takes: a kind of names, files, folders, plain text, or (its words). */
  static String kind(Option option) {
    return switch (option) {
      case CONFIG, AS, TEXTFILE -> "files";
      case STATE, ROOT -> "folders";
      case NETNS -> "namespaces";
      case OUTPUT -> "formats";
      case PROFILE -> "profiles";
      case UPLINK, DEVICE -> "devices";
      case REAL_SERVER -> "servers";
      case LOCK_TIMEOUT, VIP, DIRECTOR, CLUSTER, NAME, WAIT_DEVICE, TIMEOUT, COUNT, EXPECT ->
          "plain";
      case INTERVAL, CONFIRM, CONFIG_ID -> "plain";
      case KIND -> "(" + String.join(" ", ImportKind.names()) + ")";
      case QUIET, VERBOSE, TRACE, HELP, VERSION, DRY_RUN, NO_PRUNE, UNLESS_STOPPED, TAKEOVER -> "";
      case NO_DRAINS, ALL, FORCE, REMOVE_VIPS, REMOVE, REPAIR, WATCH, STRICT, STOP, EXIT_CODE -> "";
      case REAL_SERVERS -> "";
    };
  }

  /** Returns what the words after a command are, or an empty text if it takes none. */
  static String operand(CommandName command) {
    return switch (command) {
      case PROFILES -> "profiles";
      case IMPORT -> "files";
      case DRAIN -> "servers";
      case UNDRAIN -> "drained";
      default -> command.operand().isEmpty() ? "" : "services";
    };
  }

  /** Returns the formats that the parser takes for a command. */
  static List<String> formats(CommandName command) {
    return FORMATS.stream().filter(format -> takes(command, format)).toList();
  }

  private static boolean takes(CommandName command, String format) {
    try {
      Arguments.of(List.of(command.word(), "-o", format)).requireSound();
      return true;
    } catch (UsageException e) {
      return false;
    }
  }

  private static String looking(String separator) {
    return COMMANDS.stream()
        .filter(command -> formats(command).contains("nagios"))
        .map(CommandName::word)
        .collect(Collectors.joining(separator));
  }

  private static Stream<String> names(Collection<Option> options) {
    return options.stream().flatMap(option -> Arrays.stream(option.spec().names()));
  }

  private static List<Option> taking() {
    return Arrays.stream(Option.values()).filter(option -> !kind(option).isEmpty()).toList();
  }

  private static String text(Option option) {
    return String.join(" ", option.spec().description());
  }

  /** Quotes a text for sh, bash and zsh. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static String lines(Stream<String> lines) {
    return lines.collect(Collectors.joining("\n"));
  }

  private String bash() throws IOException {
    String commands =
        lines(
            COMMANDS.stream()
                .map(
                    c ->
                        "    %s) options='%s' operand=%s ;;"
                            .formatted(c.word(), bashNames(c.options()), operand(c))));
    String values =
        lines(
            taking().stream()
                .filter(option -> !kind(option).equals("plain"))
                .map(
                    option ->
                        "      %s) kind='%s' ;;"
                            .formatted(
                                names(List.of(option)).collect(Collectors.joining(" | ")),
                                kind(option))));
    String words =
        COMMANDS.stream().map(CommandName::word).collect(Collectors.joining(" ")) + " help";
    return Files.readString(texts.resolve("bash"))
        .replace("@takes@", "      " + names(taking()).collect(Collectors.joining(" | ")))
        .replace("@global@", bashNames(CommandName.GLOBAL))
        .replace("@commands@", commands)
        .replace("@values@", values)
        .replace("@words@", words)
        .replace("@looking@", looking(" | "))
        .replace("@names@", quoted(names));
  }

  private static String bashNames(List<Option> options) {
    return options.stream()
        .flatMap(
            option ->
                Arrays.stream(option.spec().names())
                    .map(n -> n.startsWith("--") && !kind(option).isEmpty() ? n + "=" : n))
        .collect(Collectors.joining(" "));
  }

  private String zsh() throws IOException {
    String commands =
        lines(
            Stream.concat(
                    COMMANDS.stream().map(c -> c.word() + ":" + colons(c.summary())),
                    Stream.of("help:Print the help of a command."))
                .map(line -> "    " + quoted(line)));
    String specs =
        lines(
            COMMANDS.stream()
                .map(
                    command ->
                        "        %s)\n          arguments=(\n%s\n          )\n          ;;"
                            .formatted(command.word(), zshSpecs(command))));
    return Files.readString(texts.resolve("zsh"))
        .replace("@commands@", commands)
        .replace("@global@", zshOptions(CommandName.GLOBAL, FORMATS, "    "))
        .replace("@specs@", specs)
        .replace("@names@", quoted(names));
  }

  private static String zshSpecs(CommandName command) {
    String options = zshOptions(command.options(), formats(command), "            ");
    String kind = operand(command);
    if (kind.isEmpty()) {
      return options;
    }
    String many = command.operand().equals("NAME") || kind.equals("files") ? "1" : "*";
    String label = command.operand().replace("...", "");
    return options
        + "\n            "
        + quoted(many + ":" + label + ":" + zshAction(kind, List.of()));
  }

  private static String zshOptions(List<Option> options, List<String> formats, String indent) {
    return lines(
        options.stream().flatMap(option -> zshOption(option, formats)).map(line -> indent + line));
  }

  /** Returns a specification for each name of an option, which exclude each other. */
  private static Stream<String> zshOption(Option option, List<String> formats) {
    OptionSpec spec = option.spec();
    boolean repeats = spec.type().isArray();
    String excludes = repeats ? "*" : "(" + String.join(" ", spec.names()) + ")";
    String text = "[" + colons(text(option)).replace("[", "\\[").replace("]", "\\]") + "]";
    String kind = kind(option);
    String action = kind.isEmpty() ? "" : ":" + spec.paramLabel() + ":" + zshAction(kind, formats);
    return Arrays.stream(spec.names())
        .map(name -> kind.isEmpty() ? name : name.startsWith("--") ? name + "=" : name + "+")
        .map(name -> quoted(excludes + name + text + action));
  }

  private static String zshAction(String kind, List<String> formats) {
    return switch (kind) {
      case "files" -> "_files";
      case "folders" -> "_files -/";
      case "formats" -> "(" + String.join(" ", formats) + ")";
      case "plain" -> " ";
      default -> kind.startsWith("(") ? kind : "_lvs_agent_names " + kind;
    };
  }

  private static String colons(String text) {
    return text.replace("\\", "\\\\").replace(":", "\\:");
  }

  private String fish() throws IOException {
    List<String> lines = new ArrayList<>();
    for (CommandName command : COMMANDS) {
      lines.add(fishLine("__lvs_agent_is \"\" help", "-a " + command.word(), command.summary()));
    }
    lines.add(fishLine("__lvs_agent_is \"\"", "-a help", "Print the help of a command."));
    for (CommandName command : COMMANDS) {
      String is = "__lvs_agent_is " + command.word();
      for (Option option : command.options()) {
        if (!CommandName.GLOBAL.contains(option)) {
          lines.add(fishOption(is, option));
        }
      }
      if (!operand(command).isEmpty()) {
        lines.add("complete -c lvs-agent -n '" + is + "' " + fishValue(operand(command), ""));
      }
    }
    for (Option option : CommandName.GLOBAL) {
      if (option != Option.OUTPUT) {
        lines.add(fishOption("", option));
      }
    }
    String looks = "__lvs_agent_is " + looking(" ");
    lines.add(
        fishLine(
            looks,
            "-s o -l output -xa \"" + String.join(" ", FORMATS) + "\"",
            text(Option.OUTPUT)));
    lines.add(fishLine("not " + looks, "-s o -l output -xa \"text json\"", text(Option.OUTPUT)));
    return Files.readString(texts.resolve("fish"))
        .replace("@takes@", names(taking()).collect(Collectors.joining(" ")))
        .replace("@commands@", String.join("\n", lines))
        .replace("@names@", fishQuoted(names));
  }

  private static String fishOption(String condition, Option option) {
    StringBuilder flags = new StringBuilder();
    for (String name : option.spec().names()) {
      flags.append(name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1));
      flags.append(' ');
    }
    String kind = kind(option);
    return fishLine(condition, flags + (kind.isEmpty() ? "" : fishValue(kind, "x")), text(option));
  }

  private static String fishValue(String kind, String exclusive) {
    return switch (kind) {
      case "files" -> exclusive.isEmpty() ? "-F" : "-rF";
      case "folders" -> "-xa '(__fish_complete_directories)'";
      case "plain" -> "-x";
      default ->
          kind.startsWith("(")
              ? "-xa '" + kind.substring(1, kind.length() - 1) + "'"
              : "-" + exclusive + "a '(__lvs_agent_names " + kind + ")'";
    };
  }

  private static String fishLine(String condition, String rest, String text) {
    String when = condition.isEmpty() ? "" : "-n " + fishQuoted(condition) + " ";
    return "complete -c lvs-agent " + when + rest.strip() + " -d " + fishQuoted(text);
  }

  private static String fishQuoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
