package io.lvsagent.agent.cli;

import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.ConsoleException;
import io.lvsagent.agent.report.Printer;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.CommandName;
import io.lvsagent.agent.usage.ExitCode;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.agent.usage.UsageException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;

/** Runs a command line. */
public final class Commands {
  private Commands() {}

  /** Prints the answer and returns the exit code. */
  public static int run(List<String> words, Console console) {
    Arguments arguments = Arguments.of(words);
    Report report;
    try {
      report = answer(arguments, console);
    } catch (RuntimeException | Error e) {
      if (arguments.isBare() && !isJson(arguments)) {
        console.remark(arguments.overview().stripTrailing());
      } else if (arguments.has(Option.VERBOSE) && !(e instanceof UsageException)) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        console.remark(trace.toString().strip());
      }
      ExitCode exit = ExitCode.of(e);
      boolean isStatus = arguments.command().equals(Optional.of(CommandName.STATUS));
      report =
          Report.of(arguments.word()).failing(isStatus ? exit.lsb() : exit.code(), exit.failure(e));
      report = arguments.measures() ? Monitoring.unmeasured(report, arguments) : report;
    }
    report = arguments.prints("nagios") ? Monitoring.line(report, arguments) : report;
    try {
      print(report, arguments, console);
      return report.exit();
    } catch (ConsoleException e) {
      console.remark("lvs-agent: " + e.getMessage());
      return report.exit() == 0 ? ExitCode.STATE.code() : report.exit();
    }
  }

  private static Report answer(Arguments arguments, Console console) {
    arguments.requireSound();
    Optional<String> help = arguments.help();
    return help.isPresent()
        ? Report.help(arguments.word(), help.get())
        : answer(arguments.command().orElseThrow(), arguments, console);
  }

  private static Report answer(CommandName command, Arguments arguments, Console console) {
    return switch (command) {
      case START -> StartCommand.run(arguments, console);
      case CONFIRM -> Confirmation.confirm(arguments, console);
      case STOP -> StopCommand.run(arguments, console);
      case RESTART -> StartCommand.restart(arguments, console);
      case PLAN -> PlanCommand.run(arguments, console);
      case ADOPT -> AdoptCommand.run(arguments, console);
      case STATUS -> StatusCommand.run(arguments, console);
      case VERIFY -> VerifyCommand.run(arguments, console);
      case WATCH -> WatchCommand.run(arguments, console);
      case ANNOUNCE -> AnnounceCommand.run(arguments, console);
      case PROBE -> ProbeCommand.run(arguments, console);
      case PERSIST -> PersistCommand.run(arguments, console);
      case DOCTOR -> DoctorCommand.run(arguments, console);
      case DRAIN -> DrainCommand.run(arguments, console);
      case UNDRAIN -> DrainCommand.undrain(arguments, console);
      case CONNECTIONS -> ConnectionsCommand.run(arguments, console);
      case CHECK -> CheckCommand.run(arguments);
      case IMPORT -> ImportCommand.run(arguments);
      case PROFILES -> ProfilesCommand.run(arguments);
    };
  }

  private static void print(Report report, Arguments arguments, Console console) {
    boolean stays =
        arguments.command().equals(Optional.of(CommandName.WATCH)) || arguments.has(Option.WATCH);
    if (stays && report.exit() == 0 && arguments.help().isEmpty()) {
      return; // its answer were the events, or the refreshes
    }
    boolean quiet = arguments.has(Option.QUIET) && report.error().isEmpty();
    boolean verbose = arguments.has(Option.VERBOSE);
    new Printer(console, isJson(arguments), quiet, verbose).print(report);
  }

  /** Even the error of a wrong line is printed in the format that the line asks for. */
  private static boolean isJson(Arguments arguments) {
    return arguments.text(Option.OUTPUT).equals(Optional.of("json"));
  }
}
