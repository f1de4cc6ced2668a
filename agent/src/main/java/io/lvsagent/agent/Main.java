package io.lvsagent.agent;

import io.lvsagent.agent.cli.Commands;
import io.lvsagent.agent.report.Console;
import java.util.List;

/** The agent of one node of a Linux Virtual Server. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    int exit = Commands.run(List.of(args), Console.ofProcess());
    // a normal return where it can be: the run that makes the class-data archive must end so
    if (exit != 0) {
      System.exit(exit);
    }
  }
}
