package io.lvsagent.agent.cli;

import io.lvsagent.agent.plan.Kernel;

/** Loads kernel modules by modprobe(8). */
final class Modprobe implements Kernel.Modules {
  @Override
  public void load(String name) {
    Program modprobe = new Program("modprobe", "load kernel module " + name);
    Program.Answer answer = modprobe.run("", "-q", "--", name);
    if (answer.exit() != 0) {
      String said = answer.text();
      throw modprobe.lacking(said.isEmpty() ? "this kernel does not have it" : said);
    }
  }
}
