package io.lvsagent.agent.doctor;

import io.lvsagent.agent.boot.Boot;
import io.lvsagent.agent.boot.BootSysctls.Tool;
import io.lvsagent.agent.boot.PersistedFiles;
import io.lvsagent.agent.boot.Persistence;
import io.lvsagent.agent.boot.RootFolder;
import io.lvsagent.agent.boot.SysctlLine;
import io.lvsagent.agent.doctor.Diagnosis.Grade;
import io.lvsagent.agent.doctor.Diagnosis.Id;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.route.Link;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.Severity;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds files that give parameters of services values that the services do not accept. */
final class BootSysctlChecks {
  private static final String WHY_BOOT =
      "a boot sets this before lvs-agent starts, and whoever applies the files again sets it while"
          + " the service is up: ";
  private static final String WHY_ANEW = "%s gets this whenever it is made anew: ";
  private static final String MEND =
      "remove the line or correct it, or run lvs-agent persist where ours would come after it";

  private final RootFolder root;
  private final Map<Key, Expectation> desired;
  private final Tool tool;
  private final Boot boot;
  private final Boot other;
  private final Tool otherTool;

  BootSysctlChecks(RootFolder root, List<Service> services, List<Link> links) {
    this.root = root;
    tool = Boot.tool(root);
    otherTool = tool == Tool.SYSTEMD ? Tool.PROCPS : Tool.SYSTEMD;
    boot = Boot.by(tool, root);
    other = Boot.by(otherTool, root);
    desired = boot.desired(services, links);
  }

  List<Diagnosis> all() {
    List<Diagnosis> found = new ArrayList<>();
    for (Map.Entry<Key, Expectation> entry : desired.entrySet()) {
      if (entry.getKey().kind() != Kind.SYSCTL) {
        continue;
      }
      SysctlKey key = SysctlKey.parse(entry.getKey().name());
      Expectation want = entry.getValue();
      Optional<SysctlLine> line = boot.deciding(key);
      Optional<SysctlLine> anew = boot.anew(key);
      Optional<SysctlLine> byOther = other.deciding(key);
      if (isRefused(key, line, want)) {
        found.add(bad(key, line.orElseThrow(), want, false, differing(key, line, byOther)));
      } else if (isRefused(key, anew, want)) {
        found.add(bad(key, anew.orElseThrow(), want, true, ""));
      } else if (tool == Tool.SYSTEMD && isRefused(key, byOther, want)) {
        found.add(byOther(key, line, byOther.orElseThrow(), want));
      }
    }
    return found;
  }

  private static boolean isRefused(SysctlKey key, Optional<SysctlLine> line, Expectation want) {
    return line.isPresent() && !want.accepts(Persistence.value(key, line.get()));
  }

  private static String number(SysctlLine line) {
    return line.number().orElseThrow().toString();
  }

  /** Returns the line of the other program, if that leaves another value. */
  private String differing(SysctlKey key, Optional<SysctlLine> line, Optional<SysctlLine> byOther) {
    Optional<String> number = line.map(BootSysctlChecks::number);
    if (tool != Tool.SYSTEMD || byOther.map(BootSysctlChecks::number).equals(number)) {
      return "";
    }
    return byOther
        .map(by -> "; %s sets %s, by %s".formatted(otherTool, number(by), by.place()))
        .orElse("; " + otherTool + " leaves " + key + " as it is");
  }

  private Diagnosis bad(
      SysctlKey key, SysctlLine line, Expectation want, boolean anew, String differing) {
    String device = key.device().orElse("");
    boolean inherited = !line.isAbout(key);
    String by = inherited ? " as net/ipv4/conf/default has it" : "";
    String found =
        "%s sets %s to %s%s, expected %s%s"
            .formatted(tool, key, number(line), by, want.acceptedText(), differing);
    String why = (anew ? WHY_ANEW.formatted(device) : WHY_BOOT) + want.why();
    return new Diagnosis(Id.BOOT_SYSCTL, grade(want), line.place(), found, why, mend(line));
  }

  private Diagnosis byOther(
      SysctlKey key, Optional<SysctlLine> line, SysctlLine bad, Expectation want) {
    String sound =
        line.map(own -> tool + " sets " + number(own) + ", by " + own.place())
            .orElse(tool + " leaves it as it is");
    String found =
        "%s sets %s to %s, expected %s; %s"
            .formatted(otherTool, key, number(bad), want.acceptedText(), sound);
    String why = "packages and people call it while the service is up: " + want.why();
    return new Diagnosis(Id.BOOT_SYSCTL, Grade.MAY_BREAK, bad.place(), found, why, mend(bad));
  }

  private String mend(SysctlLine line) {
    boolean ours = line.place().startsWith(root.shown(PersistedFiles.SYSCTLS) + ":");
    return ours ? "run lvs-agent persist, which writes the file anew" : MEND;
  }

  private static Grade grade(Expectation want) {
    return want.severity() == Severity.COSMETIC ? Grade.MAY_BREAK : Grade.WILL_BREAK;
  }
}
