package io.lvsagent.agent;

import io.lvsagent.agent.cli.Commands;
import io.lvsagent.agent.report.Console;
import java.util.List;

/** The agent of one node of a Linux Virtual Server. */
public final class Main {
  private static final int INCOMPLETE = 70;

  private Main() {}

  public static void main(String[] args) {
    int exit = run(List.of(args), Console.ofProcess());
    // a normal return where it can be: the run that makes the class-data archive must end so
    if (exit != 0) {
      System.exit(exit);
    }
  }

  /** An Error that is left to the JVM exits with 1, which would say that all was undone. */
  static int run(List<String> words, Console console) {
    try {
      return Commands.run(words, console);
    } catch (Error broken) {
      console.remark("lvs-agent: bug: " + broken);
      return INCOMPLETE;
    }
  }
}
