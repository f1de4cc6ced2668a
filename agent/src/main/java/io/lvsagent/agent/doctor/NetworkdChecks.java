package io.lvsagent.agent.doctor;

import io.lvsagent.agent.boot.RootFolder;
import io.lvsagent.agent.doctor.Diagnosis.Grade;
import io.lvsagent.agent.doctor.Diagnosis.Id;
import io.lvsagent.agent.doctor.NetworkFiles.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds files by which systemd-networkd takes a VIP from its device: when it starts, it removes
 * addresses that it did not configure, but not those of lo. A test holds this to systemd-networkd.
 */
final class NetworkdChecks {
  private static final List<String> FOLDERS = RootFolder.folders("systemd/network");
  private static final String UNIT = "systemd-networkd.service";
  private static final Set<String> YES = Set.of("yes", "true", "on", "1", "y", "t");

  private final RootFolder root;
  private final NetworkFiles files;

  NetworkdChecks(RootFolder root) {
    this.root = root;
    files = new NetworkFiles(root);
  }

  /** Returns true if a boot starts systemd-networkd, or it runs. */
  boolean isUsed() {
    if (root.exists("/run/systemd/netif/state")) {
      return true;
    }
    for (String folder : List.of("/etc/systemd/system", "/run/systemd/generator")) {
      for (String wants : root.names(folder)) {
        if (wants.endsWith(".wants") && root.names(folder + "/" + wants).contains(UNIT)) {
          return true;
        }
      }
    }
    return false;
  }

  Optional<Diagnosis> of(String device, String service) {
    if (device.equals("lo") || !isUsed()) {
      return Optional.empty();
    }
    return owner(device).filter(this::isManaged).flatMap(file -> taking(file, device, service));
  }

  /** Returns the first file that matches a device, of which the others do not count. */
  private Optional<String> owner(String device) {
    for (String file : root.dropIns(FOLDERS, ".network")) {
      if (matches(all(file), device)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /** Returns the settings of a file and of its drop-ins. */
  private List<Setting> all(String file) {
    List<Setting> all = new ArrayList<>(files.settings(file));
    List<String> folders = RootFolder.folders("systemd/network/" + RootFolder.nameOf(file) + ".d");
    root.dropIns(folders, ".conf").forEach(more -> all.addAll(files.settings(more)));
    return all;
  }

  /** Takes what is asked besides the name for true, because only the device itself knows it. */
  private static boolean matches(List<Setting> settings, String device) {
    boolean asked = false;
    String names = "";
    for (Setting one : settings) {
      if (one.section().equals("match")) {
        asked = true;
        boolean isName = one.key().equals("name");
        names = !isName ? names : one.value().isEmpty() ? "" : names + " " + one.value();
      }
    }
    return asked && (names.isBlank() || NetworkFiles.matches(names.strip(), device));
  }

  private boolean isManaged(String file) {
    return NetworkFiles.last(all(file), "link", "unmanaged")
        .filter(one -> YES.contains(one.value().toLowerCase(Locale.ROOT)))
        .isEmpty();
  }

  private Optional<Diagnosis> taking(String file, String device, String service) {
    List<Setting> settings = all(file);
    Optional<Setting> keep = NetworkFiles.last(settings, "network", "keepconfiguration");
    String value = keep.map(Setting::value).orElse("no").toLowerCase(Locale.ROOT);
    if (YES.contains(value) || value.equals("static")) {
      return Optional.empty();
    }
    boolean netplan = file.contains("netplan");
    return Optional.of(
        new Diagnosis(
            Id.MANAGER_NETWORKD,
            Grade.WILL_BREAK,
            keep.map(Setting::place).orElse(root.shown(file)),
            "systemd-networkd owns "
                + device
                + ", which has the VIPs of service "
                + service
                + ", with KeepConfiguration="
                + value,
            "when it starts again, after an update for example, it removes the addresses and routes"
                + " that it did not configure, the VIPs among them",
            netplan
                ? "set critical: true for " + device + " in the file of netplan"
                : "set KeepConfiguration=yes in its [Network] section, or in a drop-in "
                    + root.shown(FOLDERS.get(0))
                    + "/"
                    + RootFolder.nameOf(file)
                    + ".d/lvs-agent.conf"));
  }
}
