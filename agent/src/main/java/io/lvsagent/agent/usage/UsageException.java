package io.lvsagent.agent.usage;

/** Thrown if the command line is wrong; the message ends with where to read on. */
public final class UsageException extends RuntimeException {
  UsageException(String message, String command) {
    super(message + "; see lvs-agent " + (command.isEmpty() ? "" : command + " ") + "--help");
  }
}
