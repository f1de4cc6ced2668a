package io.lvsagent.agent.doctor;

import io.lvsagent.agent.boot.RootFolder;
import io.lvsagent.agent.doctor.Diagnosis.Grade;
import io.lvsagent.agent.doctor.Diagnosis.Id;
import io.lvsagent.agent.doctor.NetworkFiles.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds programs that configure the device of a VIP, and what they will take. */
final class ManagerChecks {
  private static final List<String> PROFILES =
      List.of(
          "/etc/NetworkManager/system-connections",
          "/run/NetworkManager/system-connections",
          "/usr/lib/NetworkManager/system-connections");
  private static final List<String> CONF =
      List.of(
          "/etc/NetworkManager/conf.d",
          "/run/NetworkManager/conf.d",
          "/usr/lib/NetworkManager/conf.d");
  private static final String INTERFACES = "/etc/network/interfaces";

  /** Folders of files that cloud-init writes, with a name or a line that says so. */
  private static final List<String> RENDERED =
      List.of(
          "/etc/netplan",
          "/etc/network/interfaces.d",
          "/etc/sysconfig/network-scripts",
          "/etc/NetworkManager/system-connections",
          "/etc/systemd/network",
          "/run/systemd/network");

  private final RootFolder root;
  private final NetworkFiles files;
  private final NetworkdChecks networkd;

  ManagerChecks(RootFolder root) {
    this.root = root;
    files = new NetworkFiles(root);
    networkd = new NetworkdChecks(root);
  }

  /**
   * Returns the findings for devices.
   *
   * @param devices the devices of VIPs, each with a service
   */
  List<Diagnosis> of(Map<String, String> devices) {
    List<Diagnosis> found = new ArrayList<>();
    devices.forEach(
        (device, service) -> {
          networkd.of(device, service).ifPresent(found::add);
          networkManager(device, service).ifPresent(found::add);
          ifupdown(device, service).ifPresent(found::add);
          cloudInit(device).ifPresent(found::add);
        });
    return found;
  }

  private static String holder(String program, String device, String service) {
    return "%s owns %s, which has the VIPs of service %s".formatted(program, device, service);
  }

  private Optional<Diagnosis> networkManager(String device, String service) {
    boolean used =
        root.exists("/run/NetworkManager")
            || root.names("/etc/systemd/system/multi-user.target.wants")
                .contains("NetworkManager.service");
    Optional<String> profile = profile(device);
    // newer versions own lo and tunnels only where a profile names them
    boolean ordinary = !device.equals("lo") && !device.equals("tunl0") && !device.startsWith("ip6");
    if (!used || isUnmanaged(device) || (profile.isEmpty() && !ordinary)) {
      return Optional.empty();
    }
    return Optional.of(
        new Diagnosis(
            Id.MANAGER_NETWORKMANAGER,
            Grade.MAY_BREAK,
            root.shown(profile.orElse("/etc/NetworkManager")),
            holder("NetworkManager", device, service),
            "when it activates the profile again, it removes addresses that the profile does not"
                + " have, the VIPs among them",
            "add the line unmanaged-devices=interface-name:"
                + device
                + " below [keyfile] in a file of "
                + root.shown(CONF.get(0))
                + " if something else configures it, or let the repair timer bring the VIPs back"));
  }

  private Optional<String> profile(String device) {
    for (String file : root.dropIns(PROFILES, ".nmconnection")) {
      boolean named =
          NetworkFiles.last(files.settings(file), "connection", "interface-name")
              .filter(one -> one.value().equals(device))
              .isPresent();
      if (named) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  private boolean isUnmanaged(String device) {
    List<String> all = new ArrayList<>(root.dropIns(CONF, ".conf"));
    all.add(0, "/etc/NetworkManager/NetworkManager.conf");
    boolean unmanaged = false;
    for (String file : all) {
      List<Setting> settings = files.settings(file);
      for (Setting one : settings) {
        if (one.key().equals("unmanaged-devices")) {
          unmanaged = isNamed(one.value(), device);
        } else if (one.section().startsWith("device") && one.key().equals("managed")) {
          boolean no = one.value().equals("0") || one.value().equals("false");
          boolean about =
              NetworkFiles.last(settings, one.section(), "match-device")
                  .filter(match -> isNamed(match.value(), device))
                  .isPresent();
          unmanaged |= no && about;
        }
      }
    }
    return unmanaged;
  }

  /** Returns true if a list of NetworkManager names a device; except: keeps it out. */
  private static boolean isNamed(String list, String device) {
    boolean named = false;
    boolean exceptions = false;
    boolean others = false;
    for (String spec : list.split("[;,]")) {
      boolean except = spec.strip().startsWith("except:");
      String text = except ? spec.strip().substring("except:".length()) : spec.strip();
      String name = text.replaceFirst("^interface-name:=?", "");
      boolean about =
          text.equals("*")
              || (!name.equals(text) || !text.contains(":")) && NetworkFiles.matches(name, device);
      if (except && about) {
        return false;
      }
      exceptions |= except;
      others |= !except && !text.isEmpty();
      named |= !except && !text.isEmpty() && about;
    }
    return named || (exceptions && !others);
  }

  private Optional<Diagnosis> ifupdown(String device, String service) {
    if (device.equals("lo")) {
      // restarts of networking leave it out
      return Optional.empty();
    }
    List<String> all = new ArrayList<>(List.of(INTERFACES));
    root.names(INTERFACES + ".d").forEach(name -> all.add(INTERFACES + ".d/" + name));
    Pattern stanza = Pattern.compile("iface\\s+" + Pattern.quote(device) + "(\\s.*)?");
    for (String file : all) {
      List<String> lines = root.lines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (stanza.matcher(lines.get(i).strip()).matches() && !startsUs(lines, i + 1)) {
          return Optional.of(
              new Diagnosis(
                  Id.MANAGER_IFUPDOWN,
                  Grade.MAY_BREAK,
                  root.shown(file) + ":" + (i + 1),
                  holder("ifupdown", device, service),
                  "ifdown, and a restart of networking.service, removes all addresses of the"
                      + " device, the VIPs among them",
                  "add the line post-up lvs-agent start --unless-stopped to the stanza"));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean startsUs(List<String> lines, int from) {
    for (String line : lines.subList(from, lines.size())) {
      String text = line.strip();
      if (text.matches("(iface|auto|allow-\\w+|mapping|source|source-directory)\\s.*")) {
        return false;
      } else if (!text.startsWith("#") && text.contains("lvs-agent") && text.contains("up")) {
        return true;
      }
    }
    return false;
  }

  private Optional<Diagnosis> cloudInit(String device) {
    if (device.equals("lo")
        || !root.exists("/etc/cloud")
        || root.exists("/etc/cloud/cloud-init.disabled")
        || isNetworkDisabled()) {
      return Optional.empty();
    }
    Pattern word = Pattern.compile(".*(^|[^\\w.-])" + Pattern.quote(device) + "([^\\w.-]|$).*");
    for (String folder : RENDERED) {
      for (String name : root.names(folder)) {
        String file = folder + "/" + name;
        List<String> lines = root.lines(file);
        boolean rendered =
            name.contains("cloud-init")
                || lines.stream().limit(5).anyMatch(line -> line.contains("cloud-init"));
        if (rendered && lines.stream().anyMatch(line -> word.matcher(line).matches())) {
          return Optional.of(
              new Diagnosis(
                  Id.MANAGER_CLOUD_INIT,
                  Grade.MAY_BREAK,
                  root.shown(file),
                  "cloud-init writes the network config of " + device,
                  "it writes the file anew at the first boot of an instance, and what you changed"
                      + " in it is gone",
                  "keep your changes in a file of your own, or write network: {config: disabled}"
                      + " into a file of "
                      + root.shown("/etc/cloud/cloud.cfg.d")));
        }
      }
    }
    return Optional.empty();
  }

  private boolean isNetworkDisabled() {
    List<String> all = new ArrayList<>(root.dropIns(List.of("/etc/cloud/cloud.cfg.d"), ".cfg"));
    all.add("/etc/cloud/cloud.cfg");
    Pattern inline = Pattern.compile("network:\\s*\\{\\s*config:\\s*disabled\\s*}.*");
    for (String file : all) {
      String text = String.join("\n", root.lines(file));
      if (root.lines(file).stream().anyMatch(line -> inline.matcher(line).matches())
          || Pattern.compile("(?m)^network:\\s*\\n\\s+config:\\s*disabled").matcher(text).find()) {
        return true;
      }
    }
    return false;
  }
}
