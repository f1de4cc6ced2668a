package io.lvsagent.agent.doctor;

import io.lvsagent.agent.boot.PersistedFiles;
import io.lvsagent.agent.boot.RootFolder;
import io.lvsagent.agent.doctor.Diagnosis.Grade;
import io.lvsagent.agent.doctor.Diagnosis.Id;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Looks whether the modules of services can be loaded, and whether a boot does so. */
final class BootModuleChecks {
  private static final List<String> LOAD = RootFolder.folders("modules-load.d");
  private static final List<String> OPTIONS = RootFolder.folders("modprobe.d");

  /** The paths that exist once a module is loaded, also if it is built in. */
  private static final Map<String, String> TRACES =
      Map.of(
          "ipip", "/proc/sys/net/ipv4/conf/tunl0",
          "ip6_tunnel", "/proc/sys/net/ipv6/conf/ip6tnl0",
          "sit", "/proc/sys/net/ipv6/conf/sit0",
          "ip_vs", "/proc/sys/net/ipv4/vs");

  private final RootFolder root;

  /** The kernel that runs; empty for an image, of which every kernel counts. */
  private final Optional<String> running;

  BootModuleChecks(RootFolder root, Optional<String> running) {
    this.root = root;
    this.running = running;
  }

  /**
   * @param started true if a boot starts lvs-agent, which loads what it needs
   */
  List<Diagnosis> of(List<String> modules, boolean started) {
    List<Diagnosis> found = new ArrayList<>();
    for (String module : modules) {
      forbidden(module).or(() -> missing(module)).or(() -> notAtBoot(module)).ifPresent(found::add);
    }
    return found;
  }

  private boolean isLoaded(String module) {
    return running.isPresent()
        && (root.exists("/sys/module/" + module) || root.exists(TRACES.getOrDefault(module, "")));
  }

  /** Returns a line that makes modprobe(8) do something else. */
  private Optional<Diagnosis> forbidden(String module) {
    String name = name(module);
    Pattern install =
        Pattern.compile("\\s*install\\s+" + name + "\\s+(/usr)?(/bin)?/?(false|true)\\s*.*");
    for (String file : root.dropIns(OPTIONS, ".conf")) {
      int number = 0;
      for (String line : root.lines(file)) {
        number++;
        if (install.matcher(line).matches()) {
          return Optional.of(
              new Diagnosis(
                  Id.BOOT_MODULE,
                  Grade.WILL_BREAK,
                  root.shown(file) + ":" + number,
                  "modprobe does not load " + module + ": " + line.strip(),
                  why(module),
                  "remove the line"));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Diagnosis> missing(String module) {
    for (String kernel : kernels()) {
      boolean known =
          isListed(module, kernel, "modules.builtin") || isListed(module, kernel, "modules.dep");
      if (!isLoaded(module) && !known) {
        Grade grade = running.isPresent() ? Grade.BROKEN : Grade.WILL_BREAK;
        return Optional.of(
            new Diagnosis(
                Id.BOOT_MODULE,
                grade,
                root.shown("/lib/modules/" + kernel),
                "the kernel " + kernel + " has no module " + module,
                why(module),
                "install the package that has the kernel's modules, such as linux-modules-extra or"
                    + " kernel-modules-extra; in a container, load the module on the host"));
      }
    }
    return Optional.empty();
  }

  private List<String> kernels() {
    return running.map(List::of).orElseGet(() -> root.names("/lib/modules"));
  }

  private boolean isListed(String module, String kernel, String list) {
    Pattern file = Pattern.compile("(.*/)?" + name(module) + "\\.ko(\\.\\w+)?(:.*)?");
    return root.lines("/lib/modules/" + kernel + "/" + list).stream()
        .anyMatch(line -> file.matcher(line).matches());
  }

  private boolean isBuiltIn(String module) {
    List<String> kernels = kernels();
    boolean listed =
        !kernels.isEmpty()
            && kernels.stream().allMatch(kernel -> isListed(module, kernel, "modules.builtin"));
    boolean seen =
        root.exists("/proc/modules")
            && root.lines("/proc/modules").stream().noneMatch(l -> l.startsWith(module + " "));
    return listed || seen;
  }

  private Optional<Diagnosis> notAtBoot(String module) {
    List<String> files = new ArrayList<>(root.dropIns(LOAD, ".conf"));
    files.add("/etc/modules");
    Pattern name = Pattern.compile("\\s*" + name(module) + "\\b.*");
    boolean listed =
        files.stream()
            .flatMap(file -> root.lines(file).stream())
            .anyMatch(line -> name.matcher(line).matches());
    if (listed || !isLoaded(module) || isBuiltIn(module)) {
      return Optional.empty();
    }
    return Optional.of(
        new Diagnosis(
            Id.BOOT_MODULE,
            Grade.MAY_BREAK,
            root.shown(PersistedFiles.MODULES),
            module + " is loaded, and no file loads it at boot",
            why(module) + "; somebody has loaded it by hand, or lvs-agent start has",
            "run lvs-agent persist"));
  }

  /** A dash and an underscore are one in the names of modules. */
  private static String name(String module) {
    return module.replace("_", "[-_]");
  }

  private static String why(String module) {
    return module.equals("ip_vs")
        ? "without it the director balances nothing"
        : "without it the host cannot make the device of the tunnel, and start is refused";
  }
}
