package io.lvsagent.agent;

import io.lvsagent.agent.report.Console;
import io.lvsagent.iface.netns.Netns;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The run that the class-data archive is made from: each command once, for what it has not seen the
 * archive does not have. What would change something is done in a network namespace that is gone
 * with this process; who may not have one only looks.
 */
public final class Rehearsal {
  private static final List<String> LOOKING =
      List.of("check", "plan", "plan --profile dr --vip 192.0.2.10", "verify", "status");

  /** Of a service that no module is needed for. */
  private static final List<String> DOING =
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

  /** Takes a config, in which one service is web, and a state folder, which nobody else uses. */
  public static void main(String[] args) {
    List<String> commands = new ArrayList<>(LOOKING);
    if (Netns.enterOwn()) {
      commands.addAll(DOING);
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
