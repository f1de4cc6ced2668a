package io.lvsagent.agent.cli;

/** A command line that cannot be understood; one line, and where to read on. */
public final class UsageException extends RuntimeException {
  UsageException(String message, String command) {
    super(message + "; see lvs-agent " + (command.isEmpty() ? "" : command + " ") + "--help");
  }
}
