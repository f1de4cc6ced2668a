package io.lvsagent.agent.programs;

import io.lvsagent.agent.host.Kernel;
import io.lvsagent.profiles.compile.HostRequirementException;
import io.lvsagent.profiles.compile.HostRequirementException.Missing;
import java.util.function.Consumer;

/** Loads kernel modules by modprobe(8). */
public final class Modprobe implements Kernel.Modules {
  private static final String ALIAS = "rtnl-link-";

  private final Program modprobe;

  /**
   * @param trace hears what it is given, and what it answers
   */
  public Modprobe(Consumer<String> trace) {
    this(new Program("modprobe", trace));
  }

  Modprobe(Program modprobe) {
    this.modprobe = modprobe;
  }

  @Override
  public void load(String name) {
    // the kernel's alias for the module of a device kind, such as rtnl-link-ipip
    String module = name.startsWith(ALIAS) ? name.substring(ALIAS.length()) : name;
    String purpose = "load kernel module " + module;
    Program.Answer answer = modprobe.run(purpose, "", "-q", "--", name);
    if (answer.exit() != 0) {
      String why = answer.err().isEmpty() ? "this kernel does not have it" : answer.err();
      throw new HostRequirementException(Missing.MODULE, purpose + ": " + why);
    }
  }
}
