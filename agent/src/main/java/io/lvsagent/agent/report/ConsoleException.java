package io.lvsagent.agent.report;

/** The answer could not be written to stdout, on a full disk for example. */
public final class ConsoleException extends RuntimeException {
  ConsoleException(String reason) {
    super("write the answer to stdout: " + reason);
  }
}
