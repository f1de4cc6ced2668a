package io.lvsagent.agent.programs;

/** A program that was run did not do its work: it hung, was killed, or answered nonsense. */
public final class ProgramException extends RuntimeException {
  /**
   * @param purpose such as {@code list table ip lvs-agent-web}
   * @param command what was run
   * @param why continues a sentence that begins with the command
   */
  ProgramException(String purpose, String command, String why) {
    super(purpose + ": " + command + " " + why);
  }
}
