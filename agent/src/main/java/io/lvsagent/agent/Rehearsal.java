package io.lvsagent.agent;

import io.lvsagent.agent.report.Console;
import io.lvsagent.iface.netns.Netns;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the commands so that the class-data archive covers the classes they load. Changes are made
 * in a network namespace that ends with this process; without the right to make one, only commands
 * that change nothing are run.
 */
public final class Rehearsal {
  private static final List<String> READ_ONLY =
      List.of("check", "plan", "plan --profile dr --vip 192.0.2.10", "verify", "status");

  /** The service needs no kernel module. */
  private static final List<String> CHANGING =
      List.of(
          "start web",
          "start web",
          "verify -o json",
          "verify",
          "status",
          "plan",
          "restart web",
          "stop web");

  private Rehearsal() {}

  /** Takes the path of a config with a service {@code web}, and a state folder of its own. */
  public static void main(String[] args) {
    List<String> commands = new ArrayList<>(READ_ONLY);
    if (Netns.enterOwn()) {
      commands.addAll(CHANGING);
    }
    OutputStream nowhere = OutputStream.nullOutputStream();
    for (String command : commands) {
      List<String> words = new ArrayList<>(List.of(command.split(" ")));
      words.addAll(List.of("--state", args[1]));
      if (!words.contains("--profile")) {
        words.addAll(List.of("--config", args[0]));
      }
      Main.run(words, new Console(nowhere, nowhere));
    }
  }
}
