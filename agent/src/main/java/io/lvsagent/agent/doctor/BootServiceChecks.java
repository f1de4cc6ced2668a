package io.lvsagent.agent.doctor;

import io.lvsagent.agent.boot.Boot;
import io.lvsagent.agent.boot.RootFolder;
import io.lvsagent.agent.doctor.Diagnosis.Grade;
import io.lvsagent.agent.doctor.Diagnosis.Id;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks for what starts the services at boot: a unit, an init script, cron, or a hook. */
final class BootServiceChecks {
  private static final List<String> UNITS = RootFolder.folders("systemd/system");

  /** Folders of init scripts that are enabled, of cron, and of programs that call hooks. */
  private static final List<String> FOLDERS =
      List.of(
          "/etc/rc2.d",
          "/etc/rc3.d",
          "/etc/rc.d/rc3.d",
          "/etc/runlevels/default",
          "/etc/runlevels/boot",
          "/etc/cron.d",
          "/var/spool/cron",
          "/var/spool/cron/crontabs",
          "/etc/network/if-up.d",
          "/etc/network/interfaces.d",
          "/etc/networkd-dispatcher/routable.d",
          "/etc/NetworkManager/dispatcher.d");

  private static final List<String> FILES =
      List.of("/etc/crontab", "/etc/rc.local", "/etc/rc.d/rc.local", "/etc/network/interfaces");

  private static final Pattern STARTS =
      Pattern.compile(".*lvs-agent\\b.*(\\bstart\\b|\\brestart\\b|--repair\\b|\\$action\\b).*");
  private static final String WHY = "after a boot the host has no VIP of its services";

  private final RootFolder root;

  BootServiceChecks(RootFolder root) {
    this.root = root;
  }

  List<Diagnosis> all() {
    Optional<String> unit = enabledUnit();
    if (unit.isPresent() && !unit.get().endsWith("lvs-agent.service")) {
      return List.of();
    } else if (unit.isPresent()) {
      return hasConfig() ? List.of() : List.of(withoutConfig(unit.get()));
    }
    return isHooked() ? List.of() : List.of(nothing());
  }

  /** Returns a unit that starts lvs-agent and that another unit pulls in. */
  private Optional<String> enabledUnit() {
    for (String folder : UNITS) {
      for (String wants : root.names(folder)) {
        if (!wants.endsWith(".wants") && !wants.endsWith(".requires")) {
          continue;
        }
        for (String name : root.names(folder + "/" + wants)) {
          if (name.endsWith(".service") && starts(unit(name))) {
            return Optional.of(unit(name));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Returns the file of a unit; one in /etc has precedence, and one without lines masks it. */
  private String unit(String name) {
    for (String folder : UNITS) {
      if (root.exists(folder + "/" + name)) {
        return folder + "/" + name;
      }
    }
    return UNITS.get(0) + "/" + name;
  }

  private boolean isHooked() {
    List<String> files = new ArrayList<>(FILES);
    for (String folder : FOLDERS) {
      for (String name : root.names(folder)) {
        boolean killed = name.startsWith("K") && folder.contains("rc");
        if (!killed) {
          files.add(folder + "/" + name);
        }
      }
    }
    return files.stream().anyMatch(this::starts);
  }

  private boolean starts(String file) {
    for (String line : root.lines(file)) {
      String text = line.strip();
      boolean comment = text.startsWith("#") || text.startsWith(";");
      boolean stop = text.startsWith("ExecStop") || text.startsWith("ExecReload");
      if (!comment && !stop && STARTS.matcher(text).matches()) {
        return true;
      }
    }
    return false;
  }

  /** Returns true if the unit finds a config, or is told where it is. */
  private boolean hasConfig() {
    boolean told =
        Stream.of("/etc/default/lvs-agent", "/etc/sysconfig/lvs-agent")
            .flatMap(file -> root.lines(file).stream())
            .anyMatch(line -> line.startsWith("OPTIONS=") || line.startsWith("START="));
    return told || root.names("/etc/lvs-agent").stream().anyMatch(name -> name.endsWith(".yaml"));
  }

  private Diagnosis nothing() {
    boolean systemd = Boot.isBySystemd(root);
    boolean installed = root.exists(unit("lvs-agent.service"));
    String mend =
        !systemd
            ? "let an init script such as scripts/lvs_real or cron run lvs-agent start"
            : installed
                ? "run systemctl enable lvs-agent"
                : "install the unit with scripts/install, then run systemctl enable lvs-agent";
    String where = root.shown(systemd ? UNITS.get(0) : "/etc");
    String found = "no unit, init script, hook or cron job that is enabled runs lvs-agent start";
    return new Diagnosis(Id.BOOT_SERVICE, Grade.WILL_BREAK, where, found, WHY, mend);
  }

  private Diagnosis withoutConfig(String unit) {
    return new Diagnosis(
        Id.BOOT_SERVICE,
        Grade.WILL_BREAK,
        root.shown(unit),
        "the unit is enabled, and /etc/lvs-agent has no *.yaml, so that it starts nothing",
        WHY,
        "put the config into /etc/lvs-agent, or its path into OPTIONS of /etc/default/lvs-agent");
  }
}
