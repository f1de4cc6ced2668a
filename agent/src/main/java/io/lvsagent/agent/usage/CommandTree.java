package io.lvsagent.agent.usage;

import io.lvsagent.agent.report.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Builds the model by which picocli parses a command line: the root, and the commands that occur in
 * it with their options. Every other command costs a parser of its own, and is only in the whole
 * model; its options are in none.
 */
final class CommandTree {
  private static final String HELP = "help";

  static {
    // converters of types that no option has, which picocli would make anew for each command
    System.setProperty("picocli.converters.excludes", "j.*");
    // a class of Groovy that is not there: to look for it opens every jar
    System.setProperty("picocli.disable.closures", "true");
  }

  private CommandTree() {}

  /**
   * Errors are collected, because a wrong line may still choose the format of its error.
   *
   * @param whole true for a model that can also print the help and knows what a wrong word may mean
   */
  static CommandLine of(List<String> words, boolean whole) {
    CommandSpec root = bare().name("lvs-agent");
    addTo(root, CommandName.GLOBAL);
    root.parser().collectErrors(true);
    if (whole) {
      describe(root);
    }
    CommandLine line = new CommandLine(root);
    for (CommandName command : CommandName.values()) {
      boolean isNamed = words.contains(command.word());
      if (whole || isNamed) {
        CommandSpec spec = isNamed ? spec(command) : bare();
        if (whole) {
          explain(command, spec);
        }
        line.addSubcommand(command.word(), spec);
      }
    }
    if (whole || words.contains(HELP)) {
      line.addSubcommand(HELP, help(words.contains(HELP)));
    }
    return line.setExpandAtFiles(false).setOverwrittenOptionsAllowed(true);
  }

  /**
   * No text of a model has variables, and picocli would look for them in every name of an option.
   */
  private static CommandSpec bare() {
    return CommandSpec.create().interpolateVariables(false);
  }

  private static CommandSpec spec(CommandName command) {
    CommandSpec spec = bare();
    spec.parser().collectErrors(true);
    addTo(spec, command.options());
    if (!command.operand().isEmpty()) {
      spec.addPositional(operand(command));
    }
    return spec;
  }

  private static void explain(CommandName command, CommandSpec spec) {
    List<String> examples = new ArrayList<>();
    command.examples().forEach(line -> examples.add("  lvs-agent " + line));
    spec.usageMessage()
        .description(command.summary())
        .sortOptions(false)
        .abbreviateSynopsis(true)
        .footerHeading("%nExamples:%n")
        .footer(examples.toArray(String[]::new));
  }

  private static void addTo(CommandSpec spec, List<Option> options) {
    for (Option option : options) {
      spec.addOption(option.spec());
    }
  }

  private static PositionalParamSpec operand(CommandName command) {
    return PositionalParamSpec.builder()
        .paramLabel(command.operand())
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("0..*")
        .hideParamSyntax(command.operand().endsWith("..."))
        .description(command.operandDescription())
        .build();
  }

  private static CommandSpec help(boolean isNamed) {
    CommandSpec spec = isNamed ? CommandSpec.forAnnotatedObject(new HelpCommand()) : bare();
    spec.usageMessage().header("Print the help of a command.");
    return spec;
  }

  private static void describe(CommandSpec root) {
    Map<String, String> exitCodes = new LinkedHashMap<>();
    for (ExitCode exit : ExitCode.values()) {
      exitCodes.put(Integer.toString(exit.code()), exit.meaning());
    }
    root.version("lvs-agent " + Report.version());
    root.usageMessage()
        .sortOptions(false)
        .customSynopsis("lvs-agent [OPTIONS] COMMAND [OPTIONS] [SERVICE...]")
        .description("Makes a node of Linux Virtual Server what its config says, and undoes it.")
        .optionListHeading("%nOptions of every command:%n")
        .commandListHeading("%nCommands:%n")
        .footer("", "lvs-agent help COMMAND prints the options of a command, and examples.")
        .exitCodeListHeading("%nExit codes (status has those of LSB):%n")
        .exitCodeList(exitCodes);
  }
}
