package io.lvsagent.agent.cli;

import io.lvsagent.agent.plan.Kernel;
import io.lvsagent.profiles.HostLacksException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** modprobe(8), by absolute path and without a shell. */
final class Modprobe implements Kernel.Modules {
  private static final String[] PATHS = {"/usr/sbin/modprobe", "/sbin/modprobe"};

  @Override
  public void load(String name) {
    for (String path : PATHS) {
      if (new File(path).canExecute()) {
        run(path, name);
        return;
      }
    }
    throw lacking(name, "there is no modprobe");
  }

  private static void run(String path, String name) {
    try {
      Process modprobe =
          new ProcessBuilder(path, "-q", "--", name)
              .redirectInput(new File("/dev/null"))
              .redirectErrorStream(true)
              .start();
      String said = new String(modprobe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!modprobe.waitFor(30, TimeUnit.SECONDS)) {
        modprobe.destroyForcibly();
        throw lacking(name, "modprobe did not end within 30 s");
      }
      if (modprobe.exitValue() != 0) {
        throw lacking(name, said.isBlank() ? "this kernel does not have it" : said.strip());
      }
    } catch (IOException e) {
      throw lacking(name, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw lacking(name, "interrupted");
    }
  }

  private static HostLacksException lacking(String name, String why) {
    return new HostLacksException(name, "load kernel module " + name + ": " + why);
  }
}
