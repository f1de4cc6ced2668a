package io.lvsagent.agent.cli;

import io.lvsagent.agent.intent.ConfigConflicts;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Printer;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.profiles.config.Config;
import io.lvsagent.profiles.ipvsadm.Import;
import io.lvsagent.profiles.profile.Profile;
import io.lvsagent.profiles.profile.Profiles;
import io.lvsagent.profiles.yaml.ConfigException;
import io.lvsagent.profiles.yaml.Place;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From words to an exit code. */
public final class Commands {
  private final Console console;

  private Commands(Console console) {
    this.console = console;
  }

  /** Says the answer and returns the exit code. */
  public static int run(List<String> words, Console console) {
    return new Commands(console).run(words);
  }

  private int run(List<String> words) {
    boolean verbose = words.contains("-v") || words.contains("--verbose");
    List<String> rest = new ArrayList<>(words);
    Optional<CommandName> verb = Optional.empty();
    boolean json = false;
    try {
      verb = takeVerb(rest);
      if (verb.isEmpty()) {
        return print(withoutVerb(rest), asksForJson(words), false, verbose);
      }
      Arguments arguments = Arguments.of(verb.get(), rest);
      json = arguments.json();
      return print(answer(arguments), json, arguments.has(Option.QUIET), verbose);
    } catch (RuntimeException e) {
      if (verbose) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        console.remark(trace.toString().strip());
      }
      ExitCode exit = ExitCode.of(e);
      String command = verb.map(CommandName::word).orElse("");
      Report report = Report.of(command).failing(code(verb, exit), exit.failure(e));
      return print(report, json || asksForJson(words), false, verbose);
    }
  }

  /** What keeps status from telling is 4 to an init system (LSB), whatever it is. */
  private static int code(Optional<CommandName> verb, ExitCode exit) {
    boolean said = exit == ExitCode.USAGE || exit == ExitCode.CONFIG;
    boolean status = verb.filter(v -> v == CommandName.STATUS).isPresent();
    return status && !said ? ServiceStatus.State.UNKNOWN.lsb() : exit.code();
  }

  private int print(Report report, boolean json, boolean quiet, boolean verbose) {
    new Printer(console, json, quiet, verbose).print(report);
    return report.exit();
  }

  /** Even a command line that is wrong in other ways gets its error as it asked for it. */
  private static boolean asksForJson(List<String> words) {
    String all = " " + String.join(" ", words) + " ";
    return all.contains(" -o json ")
        || all.contains(" -ojson ")
        || all.contains(" -o=json ")
        || all.contains(" --output json ")
        || all.contains(" --output=json ");
  }

  /** Takes the command out of the words; what is before it are global options and their values. */
  private static Optional<CommandName> takeVerb(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (!word.startsWith("-")) {
        words.remove(i);
        Optional<CommandName> verb = CommandName.of(word);
        if (verb.isEmpty()) {
          throw new UsageException("no command \"" + word + "\"", "");
        }
        return verb;
      }
      for (Option option : CommandName.global()) {
        if (option.takesValue() && option.isNamed(word)) {
          i++;
        }
      }
    }
    return Optional.empty();
  }

  private static Report withoutVerb(List<String> words) {
    if (words.contains("--version") || words.contains("-V")) {
      return version();
    }
    if (words.contains("--help") || words.contains("-h")) {
      return Report.of("", Help.text());
    }
    throw new UsageException("no command", "");
  }

  private static Report version() {
    String version = Commands.class.getPackage().getImplementationVersion();
    return Report.of("", "lvs-agent " + (version == null ? "development" : version) + "\n");
  }

  private Report answer(Arguments arguments) {
    if (arguments.helpAsked()) {
      return Report.of(arguments.verb().word(), arguments.help());
    }
    if (arguments.versionAsked()) {
      return version();
    }
    return switch (arguments.verb()) {
      case START ->
          arguments.has(Option.DRY_RUN)
              ? new Runs(arguments, console).plan()
              : new Runs(arguments, console).start();
      case STOP_SERVICES -> new Runs(arguments, console).stop();
      case RESTART -> new Runs(arguments, console).restart();
      case PLAN -> new Runs(arguments, console).plan();
      case ADOPT -> new Runs(arguments, console).adopt();
      case STATUS -> new Views(arguments, console).status();
      case VERIFY -> new Views(arguments, console).verify();
      case ANNOUNCE -> new Announcer(arguments, console).announce();
      case DRAIN -> new Draining(arguments, console).drain();
      case UNDRAIN -> new Draining(arguments, console).undrain();
      case CONNECTIONS -> new Views(arguments, console).connections();
      case CHECK -> check(arguments);
      case IMPORT -> imported(arguments);
      case PROFILES -> profiles(arguments);
    };
  }

  private static Report check(Arguments arguments) {
    Config config = ServiceSelection.config(arguments);
    ConfigConflicts.require(config.services());
    int count = config.services().size();
    return Report.of(
        arguments.verb().word(),
        arguments.has(Option.QUIET)
            ? ""
            : config.origin() + ": " + count + (count == 1 ? " service\n" : " services\n"));
  }

  private static Report imported(Arguments arguments) {
    List<String> files = arguments.operands();
    if (files.size() != 1 || !arguments.has(Option.DEVICE)) {
      throw new UsageException(
          files.size() == 1
              ? "import needs --device, which holds the VIPs: the table does not know it"
              : "import takes one file, or - for the standard input",
          arguments.verb().word());
    }
    String file = files.get(0);
    try {
      byte[] bytes =
          file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      String source = file.equals("-") ? "standard input" : file;
      String device = arguments.text(Option.DEVICE).orElseThrow();
      return Report.of(arguments.verb().word(), Import.read(lines, source, device));
    } catch (IOException | InvalidPathException e) {
      throw new ConfigException(file, 0, 0, "cannot be read: " + e.getMessage());
    }
  }

  private static Report profiles(Arguments arguments) {
    Profiles profiles =
        arguments.has(Option.CONFIG)
            ? ServiceSelection.config(arguments).profiles()
            : Profiles.builtIn();
    StringBuilder text = new StringBuilder();
    if (arguments.operands().isEmpty()) {
      int width = profiles.names().stream().mapToInt(String::length).max().orElse(0);
      for (String name : profiles.names()) {
        Profile profile = profiles.find(name, Place.of(name));
        text.append(name).append(" ".repeat(width + 2 - name.length()));
        text.append(profile.summary()).append('\n');
      }
    }
    for (String name : arguments.operands()) {
      text.append(profiles.find(name, Place.of("profiles")).toYaml());
    }
    return Report.of(arguments.verb().word(), text.toString());
  }
}
