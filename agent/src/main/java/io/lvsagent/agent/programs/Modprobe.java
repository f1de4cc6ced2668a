package io.lvsagent.agent.programs;

import io.lvsagent.agent.host.Kernel;
import java.util.function.Consumer;

/** Loads kernel modules by modprobe(8). */
public final class Modprobe implements Kernel.Modules {
  private final Consumer<String> trace;

  /**
   * @param trace hears what it is given, and what it answers
   */
  public Modprobe(Consumer<String> trace) {
    this.trace = trace;
  }

  @Override
  public void load(String name) {
    Program modprobe = new Program("modprobe", "load kernel module " + name, trace);
    Program.Answer answer = modprobe.run("", "-q", "--", name);
    if (answer.exit() != 0) {
      String said = answer.text();
      throw modprobe.lacking(said.isEmpty() ? "this kernel does not have it" : said);
    }
  }
}
