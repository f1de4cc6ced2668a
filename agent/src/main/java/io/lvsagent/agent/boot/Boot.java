package io.lvsagent.agent.boot;

import io.lvsagent.agent.boot.BootSysctls.Tool;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.intent.Desired;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.route.Link;
import io.lvsagent.profiles.compile.HostFacts;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.sysctl.Reading;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A boot of a root folder, with its files as they are or with other lines in the one of ours. */
public final class Boot {
  private static final int IFF_UP = 0x1;
  private static final List<String> RULES = RootFolder.folders("udev/rules.d");

  /** The devices of modules, which do no ARP. */
  private static final Set<String> FALLBACK =
      Set.of("all", "default", "lo", "tunl0", "ip6tnl0", "sit0", "gre0", "ip6gre0");

  private final RootFolder root;
  private final Tool tool;
  private final List<SysctlLine> lines;

  private Boot(RootFolder root, Tool tool, List<SysctlLine> lines) {
    this.root = root;
    this.tool = tool;
    this.lines = lines;
  }

  /** Returns the boot as a tool would do it with the files that are there. */
  public static Boot by(Tool tool, RootFolder root) {
    return new Boot(root, tool, BootSysctls.lines(root, tool));
  }

  /** Returns the boot if our file had these lines; none if there are none. */
  static Boot with(RootFolder root, List<String> ours) {
    Tool tool = tool(root);
    return new Boot(root, tool, BootSysctls.linesWith(root, tool, PersistedFiles.SYSCTLS, ours));
  }

  /** Returns true if systemd boots the host. */
  public static boolean isBySystemd(RootFolder root) {
    return root.exists("/run/systemd/system")
        || root.exists("/lib/systemd/systemd")
        || root.exists("/usr/lib/systemd/systemd");
  }

  /** Returns the tool that applies the files at boot. */
  public static Tool tool(RootFolder root) {
    return isBySystemd(root) || !root.exists("/sbin/sysctl") ? Tool.SYSTEMD : Tool.PROCPS;
  }

  /** Returns the line that decides a parameter, if there is one. */
  public Optional<SysctlLine> deciding(SysctlKey key) {
    Optional<SysctlLine> own = set(key);
    return own.isPresent() || !inherits(key) ? own : set(key.on("default"));
  }

  /**
   * Returns the line that decides a parameter after its device was made anew, which systemd's rule
   * of udev is for; empty if there is none, and for parameters without a device of their own.
   */
  public Optional<SysctlLine> anew(SysctlKey key) {
    if (!inherits(key)) {
      return Optional.empty();
    }
    return hasRule() ? deciding(key) : set(key.on("default"));
  }

  private Optional<SysctlLine> set(SysctlKey key) {
    return Optional.ofNullable(BootSysctls.set(tool, lines, List.of(key)).get(key));
  }

  /** Returns true for a device that has the values of {@code default} unless a file has others. */
  private static boolean inherits(SysctlKey key) {
    return key.device()
        .filter(device -> !Set.of("all", "default", "lo").contains(device))
        .isPresent();
  }

  /** Returns true if systemd-sysctl is called for each new device. */
  private boolean hasRule() {
    for (String file : root.dropIns(RULES, ".rules")) {
      for (String line : root.lines(file)) {
        if (line.contains("systemd-sysctl") && !line.stripLeading().startsWith("#")) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Returns what services expect of a host that boots so.
   *
   * @param links the devices that are there
   */
  public Map<Key, Expectation> desired(List<Service> services, List<Link> links) {
    List<Link> all = new ArrayList<>(links);
    Set<String> known = new LinkedHashSet<>(FALLBACK);
    links.forEach(link -> known.add(link.name()));
    Set<String> named = named();
    for (Service service : services) {
      service.device().ifPresent(device -> named.add(device.name()));
      service.uplinks().forEach(uplink -> named.add(uplink.name()));
    }
    for (String device : named) {
      if (known.add(device)) {
        all.add(new Link(Integer.MAX_VALUE, device, "", IFF_UP, 0, ""));
      }
    }
    return Desired.atBoot(services, new HostFacts(all, this::foreign));
  }

  /** Returns what services expect of the devices that they name, and of no others. */
  Map<Key, Expectation> desired(List<Service> services) {
    return Desired.atBoot(services, new HostFacts(List.of(), this::foreign));
  }

  /** Returns the value that a parameter gets without us. */
  private Reading foreign(SysctlKey key) {
    return deciding(key)
        .flatMap(SysctlLine::number)
        .<Reading>map(number -> new Reading.Found(number.toString()))
        .orElse(new Reading.Absent());
  }

  /** Returns the devices that lines name. */
  private Set<String> named() {
    Set<String> named = new LinkedHashSet<>();
    for (SysctlLine line : lines) {
      String[] steps = line.path().split("/");
      boolean perDevice = steps.length == 5 && steps[0].equals("net") && steps[2].equals("conf");
      if (perDevice && !line.isGlob() && line.value().isPresent()) {
        named.add(steps[3]);
      }
    }
    return named;
  }
}
