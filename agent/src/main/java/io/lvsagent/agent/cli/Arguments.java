package io.lvsagent.agent.cli;

import io.lvsagent.profiles.config.CommandLineService;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** One parsed command line. */
final class Arguments {
  private final CommandName verb;
  private final CommandLine line;
  private final ParseResult parsed;

  private Arguments(CommandName verb, CommandLine line, ParseResult parsed) {
    this.verb = verb;
    this.line = line;
    this.parsed = parsed;
  }

  /** Global options may stand before the command and behind it. Throws UsageException. */
  static Arguments of(CommandName verb, List<String> words) {
    CommandLine line = new CommandLine(spec(verb)).setExpandAtFiles(false);
    try {
      ParseResult parsed = line.parseArgs(words.toArray(String[]::new));
      requireTexts(parsed, verb);
      return new Arguments(verb, line, parsed);
    } catch (UnmatchedArgumentException e) {
      String word = e.getUnmatched().get(0);
      String what = word.startsWith("-") ? "has no option" : "has no use for";
      throw new UsageException(verb.word() + " " + what + " \"" + word + "\"", verb.word());
    } catch (ParameterException e) {
      throw new UsageException(String.valueOf(e.getMessage()).replace('\n', ' '), verb.word());
    }
  }

  /** An empty one is mostly a variable of a script that is not set. */
  private static void requireTexts(ParseResult parsed, CommandName verb) {
    for (Option option : verb.options()) {
      if (option.takesValue() && "".equals(parsed.matchedOptionValue(option.flag(), null))) {
        throw new UsageException(option.flag() + " is empty", verb.word());
      }
    }
  }

  private static CommandSpec spec(CommandName verb) {
    CommandSpec spec = CommandSpec.create().name("lvs-agent " + verb.word());
    spec.usageMessage().description(verb.summary()).sortOptions(false).abbreviateSynopsis(true);
    for (Option option : verb.options()) {
      spec.addOption(option.spec());
    }
    if (!verb.operand().isEmpty()) {
      spec.addPositional(
          PositionalParamSpec.builder()
              .paramLabel(verb.operand())
              .type(List.class)
              .auxiliaryTypes(String.class)
              .arity("0..*")
              .hideParamSyntax(verb.operand().endsWith("..."))
              .description(verb.operandSaid())
              .build());
    }
    return spec;
  }

  CommandName verb() {
    return verb;
  }

  boolean helpAsked() {
    return parsed.isUsageHelpRequested();
  }

  boolean versionAsked() {
    return parsed.isVersionHelpRequested();
  }

  String help() {
    return line.getUsageMessage(CommandLine.Help.Ansi.OFF);
  }

  /** Whether it is said, and not as {@code --flag=false}. */
  boolean has(Option option) {
    return parsed.hasMatchedOption(option.flag())
        && !Boolean.FALSE.equals(parsed.matchedOptionValue(option.flag(), null));
  }

  Optional<String> text(Option option) {
    return Optional.ofNullable(parsed.matchedOptionValue(option.flag(), null));
  }

  private List<String> texts(Option option) {
    String[] none = {};
    return List.of(parsed.matchedOptionValue(option.flag(), none));
  }

  /** A number of seconds. Throws UsageException below 0. */
  int seconds(Option option, int otherwise) {
    int seconds = parsed.matchedOptionValue(option.flag(), otherwise);
    if (seconds < 0 || seconds > 86_400) {
      throw new UsageException(option.flag() + ": " + seconds + " is not in 0..86400", verb.word());
    }
    return seconds;
  }

  /** Each once. */
  List<String> operands() {
    Set<String> words = new LinkedHashSet<>();
    parsed.matchedPositionals().forEach(p -> words.addAll(p.<List<String>>getValue()));
    return List.copyOf(words);
  }

  /** A name of a network namespace. Throws UsageException for a path. */
  Optional<String> netns() {
    Optional<String> name = text(Option.NETNS);
    if (name.filter(n -> n.indexOf('/') >= 0 || n.equals(".") || n.equals("..")).isPresent()) {
      throw new UsageException(
          "--netns: \"" + name.get() + "\" is no name, as ip netns lists them", verb.word());
    }
    return name;
  }

  Path config() {
    return Path.of(text(Option.CONFIG).orElse("/etc/lvs-agent"));
  }

  boolean json() {
    String format = text(Option.OUTPUT).orElse("text");
    if (!format.equals("text") && !format.equals("json")) {
      throw new UsageException(
          "--output: \"" + format + "\" is neither text nor json", verb.word());
    }
    return format.equals("json");
  }

  /** The service that the flags say. Throws UsageException for flags without --profile. */
  Optional<CommandLineService> flags() {
    Optional<String> profile = text(Option.PROFILE);
    if (profile.isPresent()) {
      if (has(Option.CONFIG) || !operands().isEmpty()) {
        throw new UsageException(
            "--profile says the service itself: no --config and no service name beside it",
            verb.word());
      }
      return Optional.of(
          new CommandLineService(
              profile.get(),
              texts(Option.VIP),
              texts(Option.UPLINK),
              text(Option.DEVICE),
              text(Option.DIRECTOR),
              text(Option.NAME)));
    }
    for (Option option :
        List.of(Option.VIP, Option.UPLINK, Option.DEVICE, Option.DIRECTOR, Option.NAME)) {
      if (has(option)) {
        throw new UsageException(option.flag() + " needs --profile", verb.word());
      }
    }
    return Optional.empty();
  }
}
