package io.lvsagent.agent.lab;

import java.util.List;

/** What a run of the agent, or of any command, came to. */
public record Run(int exit, String out, String err) {
  /** What {@code --trace} said that the kernel was asked to change, in order. */
  public List<String> writes() {
    return err.lines().filter(Run::isWrite).toList();
  }

  /** Whether a line of {@code --trace} precedes a change of the kernel's state. */
  public static boolean isWrite(String line) {
    return line.startsWith("write ")
        || line.startsWith("> RTM_NEW")
        || line.startsWith("> RTM_DEL")
        || line.startsWith("> RTM_SET");
  }
}
