package io.lvsagent.agent.cli;

import io.lvsagent.agent.intent.ConfigConflicts;
import io.lvsagent.agent.report.Report;
import io.lvsagent.profiles.config.Config;

/** {@code check}: reads the config without asking the kernel. */
final class CheckCommand {
  private CheckCommand() {}

  static Report run(Arguments arguments) {
    Config config = ServiceSelection.config(arguments);
    ConfigConflicts.requireNone(config.services());
    int count = config.services().size();
    String text = config.origin() + ": " + count + (count == 1 ? " service\n" : " services\n");
    return Report.of(arguments.word(), arguments.has(Option.QUIET) ? "" : text);
  }
}
