package io.lvsagent.agent;

import io.lvsagent.agent.cli.Commands;
import io.lvsagent.agent.report.Console;
import java.util.List;

/** The entry point of lvs-agent. */
public final class Main {
  private static final int INCOMPLETE = 70;

  private Main() {}

  public static void main(String[] args) {
    Console console = Console.ofProcess();
    int exit = run(List.of(args), console);
    console.finish();
    // success returns normally, because the run that makes the class-data archive must
    if (exit != 0) {
      // a JVM that cannot start exits with 1 as well, and the launcher has to tell the two apart
      System.exit(exit == 1 ? Integer.getInteger("io.lvsagent.one", 1) : exit);
    }
  }

  /** Returns 70 after a bug, because the JVM's own exit code, 1, means that all was undone. */
  static int run(List<String> words, Console console) {
    try {
      return Commands.run(words, console);
    } catch (Error | RuntimeException broken) {
      console.remark("lvs-agent: bug: " + broken);
      return INCOMPLETE;
    }
  }
}
