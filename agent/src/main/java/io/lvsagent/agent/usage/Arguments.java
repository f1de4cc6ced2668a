package io.lvsagent.agent.usage;

import static io.lvsagent.agent.usage.Option.DEVICE;
import static io.lvsagent.agent.usage.Option.DIRECTOR;
import static io.lvsagent.agent.usage.Option.NAME;
import static io.lvsagent.agent.usage.Option.UPLINK;
import static io.lvsagent.agent.usage.Option.VIP;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.profiles.config.CommandLineService;
import io.lvsagent.profiles.yaml.Suggestion;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** One parsed command line. Options may be given before the command or after it. */
public final class Arguments {
  public static final Path DEFAULT_CONFIG = Path.of("/etc/lvs-agent");

  private final CommandLine line;
  private final ParseResult root;
  private final ParseResult command;

  private Arguments(CommandLine line) {
    this.line = line;
    root = line.getParseResult();
    command = root.hasSubcommand() ? root.subcommand() : root;
  }

  /** Parses a command line. Never throws; {@link #requireSound} reports what is wrong. */
  public static Arguments of(List<String> words) {
    Arguments named = parsed(words, false);
    return named.isRun() ? named : parsed(words, true);
  }

  private static Arguments parsed(List<String> words, boolean whole) {
    CommandLine line = CommandTree.of(words, whole);
    line.parseArgs(words.toArray(String[]::new));
    return new Arguments(line);
  }

  /** Returns true if the line has a command, asks for no help, and picocli finds no fault in it. */
  private boolean isRun() {
    return command != root && errors().isEmpty() && !asksForHelp();
  }

  private List<Exception> errors() {
    List<Exception> errors = new ArrayList<>(root.errors());
    errors.addAll(command.errors());
    return errors;
  }

  /** Throws UsageException if the line is wrong, or has neither a command nor asks for help. */
  public void requireSound() {
    for (Exception error : errors()) {
      throw error instanceof UnmatchedArgumentException unmatched
          ? unmatched(unmatched)
          : usage(String.valueOf(error.getMessage()).replace('\n', ' '));
    }
    if (command == root && !asksForHelp()) {
      throw usage("no command");
    }
    for (Option option : Option.values()) {
      if (option.takesValue() && text(option).equals(Optional.of(""))) {
        // usually an unset variable in a script
        throw usage(option.flag() + " is empty");
      }
    }
    Formats.requireSound(this);
  }

  private UsageException unmatched(UnmatchedArgumentException error) {
    String word = error.getUnmatched().get(0);
    boolean isOption = word.startsWith("-");
    String what =
        isOption ? "has no option" : error.getCommandLine() == line ? "has no command" : "takes no";
    String command = error.getCommandLine().getCommandName();
    String hint =
        Suggestion.of(word, known(error.getCommandLine(), isOption))
            .map(near -> " (did you mean " + near + "?)")
            .orElse("");
    boolean ofRoot = error.getCommandLine() == line;
    if (!isOption && !ofRoot && command().equals(Optional.of(CommandName.CHECK))) {
      hint = ": use -c " + word;
    } else if (isOption && ofRoot && this.command.commandSpec().findOption(word) != null) {
      hint = " before the command: write it behind " + word();
    }
    return usage("%s %s \"%s\"%s".formatted(command, what, word, hint));
  }

  /** Returns the options of a command, or the commands of the root. */
  private static List<String> known(CommandLine command, boolean options) {
    List<String> known = new ArrayList<>();
    if (options) {
      command.getCommandSpec().options().forEach(option -> known.add(option.longestName()));
    } else {
      known.addAll(command.getSubcommands().keySet());
    }
    return known;
  }

  /** Returns true if a command that looks once is to print nagios or prometheus. */
  public boolean prints(String view) {
    return text(Option.OUTPUT).equals(Optional.of(view)) && Formats.looksOnce(this);
  }

  /** Returns true if the line asks for metrics. */
  public boolean measures() {
    return has(Option.TEXTFILE) || prints("prometheus");
  }

  /** Returns true if the line is sound, but names no command. */
  public boolean isBare() {
    return command == root && errors().isEmpty() && !asksForHelp();
  }

  /** Returns the help of the root. */
  public String overview() {
    return line.getUsageMessage(CommandLine.Help.Ansi.OFF);
  }

  /** Creates an exception that points to the help of the command. */
  public UsageException usage(String message) {
    return new UsageException(message, word());
  }

  /** Returns the help or the version, if the line asks for one. Throws UsageException. */
  public Optional<String> help() {
    if (!asksForHelp()) {
      return Optional.empty();
    }
    StringWriter text = new StringWriter();
    line.setOut(new PrintWriter(text));
    try {
      CommandLine.executeHelpRequest(root);
      return Optional.of(text.toString());
    } catch (ParameterException e) {
      throw unmatched(new UnmatchedArgumentException(line, List.of(e.getValue())));
    }
  }

  private boolean asksForHelp() {
    return asksForHelp(root) || asksForHelp(command);
  }

  private static boolean asksForHelp(ParseResult level) {
    return level.isUsageHelpRequested()
        || level.isVersionHelpRequested()
        || level.commandSpec().helpCommand();
  }

  /** Returns empty for help and for a line without a command. */
  public Optional<CommandName> command() {
    return command == root || command.commandSpec().helpCommand()
        ? Optional.empty()
        : Optional.of(CommandName.valueOf(word().toUpperCase(Locale.ROOT)));
  }

  /** Returns the word of the command, or an empty text if there is none. */
  public String word() {
    return command == root ? "" : command.commandSpec().name();
  }

  private <T> T value(Option option, T otherwise) {
    T before = root.matchedOptionValue(option.flag(), otherwise);
    return command.matchedOptionValue(option.flag(), before);
  }

  /** Returns true if the option is given, and not as {@code --flag=false}. */
  public boolean has(Option option) {
    return !Boolean.FALSE.equals(this.<Object>value(option, false));
  }

  /** Returns the value of an option that takes one. */
  public Optional<String> text(Option option) {
    Optional<Object> none = Optional.empty();
    Object value = this.<Object>value(option, none);
    return value == none ? Optional.empty() : Optional.of(value.toString());
  }

  public List<String> texts(Option option) {
    return List.of(value(option, new String[0]));
  }

  /** Returns a number of seconds. Throws UsageException if it is not in 0 to 86,400. */
  public int seconds(Option option, int otherwise) {
    return number(option, otherwise, 0, 86_400);
  }

  /** Returns a number. Throws UsageException if it is not in a range. */
  public int number(Option option, int otherwise, int least, int most) {
    int number = value(option, otherwise);
    if (number < least || number > most) {
      throw usage("%s: %d is not in %d..%d".formatted(option.flag(), number, least, most));
    }
    return number;
  }

  /**
   * Returns seconds, with decimals, as nanoseconds. Throws UsageException if they are less than the
   * least or more than 86,400.
   */
  public long nanos(Option option, double otherwise, double least) {
    String text = text(option).orElse(Double.toString(otherwise));
    double seconds = text.matches("[0-9]{1,5}([.][0-9]{1,9})?") ? Double.parseDouble(text) : -1;
    if (seconds < least || seconds > 86_400) {
      throw usage(
          "%s: \"%s\" is not a number of seconds, such as 0.5 or 1".formatted(option.flag(), text));
    }
    return (long) (seconds * 1e9);
  }

  /** Returns the words after the command that are not options, each once. */
  public List<String> operands() {
    Set<String> words = new LinkedHashSet<>();
    command.matchedPositionals().forEach(p -> words.addAll(p.<List<String>>getValue()));
    return List.copyOf(words);
  }

  /**
   * Parses an address, for which the port is 0, or an address with a port. Throws UsageException.
   */
  public Endpoint endpoint(String word) {
    try {
      boolean address = word.indexOf(':') < 0 || word.indexOf(':') != word.lastIndexOf(':');
      return address && !word.startsWith("[")
          ? new Endpoint(Ip.parse(word), 0)
          : Endpoint.parse(word);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  /** Returns the name, path or {@code pid:N} of a network namespace. Throws UsageException. */
  public Optional<String> netns() {
    Optional<String> name = text(Option.NETNS);
    if (name.filter(n -> n.equals(".") || n.equals("..")).isPresent()) {
      throw usage("--netns: \"" + name.get() + "\" is neither a name, a path nor pid:N");
    }
    return name;
  }

  public Path config() {
    return text(Option.CONFIG)
        .map(Path::of)
        .orElseGet(() -> root().resolve(Path.of("/").relativize(DEFAULT_CONFIG)));
  }

  /** Returns the root folder of the files of the system. Throws UsageException if it is none. */
  public Path root() {
    Path root = Path.of(text(Option.ROOT).orElse("/")).toAbsolutePath().normalize();
    if (!Files.isDirectory(root)) {
      throw usage("--root: " + root + " is not a folder");
    }
    return root;
  }

  /** Returns the address of the host that the config is to be read for, in place of this one. */
  public Optional<Ip> asHost() {
    try {
      return text(Option.AS).map(Ip::parse);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Returns the path that the config is to replace. Throws UsageException without --config. */
  public Optional<Path> as() {
    Optional<String> as = text(Option.AS);
    if (asHost().isPresent()) {
      if (command().equals(Optional.of(CommandName.CHECK))) {
        return Optional.empty();
      }
      throw usage(
          ("--as takes the path that the config is to replace; lvs-agent check --as %s shows what it"
                  + " means on another host")
              .formatted(as.orElseThrow()));
    }
    if (as.isPresent() && !has(Option.CONFIG)) {
      throw usage("--as needs --config, the file that is to replace " + as.get());
    }
    return as.map(Path::of);
  }

  /** Returns the service that flags describe. Throws UsageException if --profile is missing. */
  public Optional<CommandLineService> flags() {
    Optional<String> profile = text(Option.PROFILE);
    if (profile.isPresent()) {
      if (has(Option.CONFIG) || !operands().isEmpty()) {
        throw usage("--profile describes the service: leave out --config and service names");
      }
      return Optional.of(
          new CommandLineService(
              profile.get(), texts(VIP), texts(UPLINK), text(DEVICE), text(DIRECTOR), text(NAME)));
    }
    for (Option option : CommandName.SERVICE) {
      if (has(option)) {
        throw usage(option.flag() + " needs --profile");
      }
    }
    return Optional.empty();
  }
}
