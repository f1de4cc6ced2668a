package io.lvsagent.agent.usage;

import io.lvsagent.agent.report.Report;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Builds the model by which picocli parses a command line: the root, every command, and the options
 * of the commands whose names occur in the line. All options of all commands would cost more than
 * the rest of the model.
 */
final class CommandTree {
  private static final String HELP = "help";

  private CommandTree() {}

  /** Errors are collected, because a wrong line may still choose the format of its error. */
  static CommandLine of(List<String> words) {
    CommandSpec root =
        CommandSpec.create().name("lvs-agent").version("lvs-agent " + Report.version());
    addTo(root, CommandName.GLOBAL);
    describe(root);
    root.parser().collectErrors(true);
    CommandLine line = new CommandLine(root);
    for (CommandName command : CommandName.values()) {
      line.addSubcommand(command.word(), spec(command, words.contains(command.word())));
    }
    line.addSubcommand(HELP, help(words.contains(HELP)));
    return line.setExpandAtFiles(false).setOverwrittenOptionsAllowed(true);
  }

  private static CommandSpec spec(CommandName command, boolean isNamed) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage().description(command.summary());
    if (isNamed) {
      spec.usageMessage().sortOptions(false).abbreviateSynopsis(true);
      String[] examples =
          command.examples().stream().map(line -> "  lvs-agent " + line).toArray(String[]::new);
      spec.usageMessage().footerHeading("%nExamples:%n").footer(examples);
      spec.parser().collectErrors(true);
      addTo(spec, command.options());
      if (!command.operand().isEmpty()) {
        spec.addPositional(operand(command));
      }
    }
    return spec;
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
    CommandSpec spec =
        isNamed ? CommandSpec.forAnnotatedObject(new HelpCommand()) : CommandSpec.create();
    spec.usageMessage().header("Print the help of a command.");
    return spec;
  }

  private static void describe(CommandSpec root) {
    Map<String, String> exitCodes = new LinkedHashMap<>();
    for (ExitCode exit : ExitCode.values()) {
      exitCodes.put(Integer.toString(exit.code()), exit.meaning());
    }
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
