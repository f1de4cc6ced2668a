package io.lvsagent.agent.usage;

import java.util.Optional;

/** The formats of answers, some of which only commands have that look at services once. */
final class Formats {
  private Formats() {}

  /** Throws UsageException if a command does not have the format that its line asks for. */
  static void requireSound(Arguments line) {
    String format = line.text(Option.OUTPUT).orElse("text");
    if (format.equals("nagios") || format.equals("prometheus")) {
      if (!looksOnce(line)) {
        throw line.usage("--output: only verify, and status without --watch, print " + format);
      }
    } else if (!format.equals("text") && !format.equals("json")) {
      throw line.usage("--output: \"" + format + "\" is none of text, json, nagios, prometheus");
    }
    if (line.has(Option.TEXTFILE) && line.has(Option.WATCH)) {
      throw line.usage("--textfile: use lvs-agent watch, because status --watch writes no metrics");
    }
  }

  static boolean looksOnce(Arguments line) {
    Optional<CommandName> command = line.command();
    boolean looks =
        command.equals(Optional.of(CommandName.VERIFY))
            || command.equals(Optional.of(CommandName.STATUS));
    return looks && !line.has(Option.WATCH);
  }
}
