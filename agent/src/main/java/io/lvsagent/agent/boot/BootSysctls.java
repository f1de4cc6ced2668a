package io.lvsagent.agent.boot;

import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values that parameters get from files. A test holds this to what systemd-sysctl and sysctl do
 * with the same files.
 */
public final class BootSysctls {
  /** The program that reads the files. */
  public enum Tool {
    /** systemd-sysctl(8), at boot, and from a rule of udev for each new device. */
    SYSTEMD("systemd-sysctl"),
    /** sysctl(8) with --system, which people and packages call, and which other systems boot by. */
    PROCPS("sysctl --system");

    private final String text;

    Tool(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  static final String CONF = "/etc/sysctl.conf";
  private static final List<String> FOLDERS = RootFolder.folders("sysctl.d");

  private BootSysctls() {}

  /** Returns the lines that a tool reads, in its order. */
  public static List<SysctlLine> lines(RootFolder root, Tool tool) {
    return lines(root, tool, files(root, tool), Map.of());
  }

  /** Returns the lines that a tool would read if a file had these lines, or were not there. */
  static List<SysctlLine> linesWith(RootFolder root, Tool tool, String file, List<String> lines) {
    List<String> files = files(root, tool);
    String name = RootFolder.nameOf(file);
    files.removeIf(other -> RootFolder.nameOf(other).equals(name));
    if (!lines.isEmpty()) {
      int at = 0;
      while (at < files.size()
          && !files.get(at).equals(CONF)
          && RootFolder.nameOf(files.get(at)).compareTo(name) < 0) {
        at++;
      }
      files.add(at, file);
    }
    return lines(root, tool, files, Map.of(file, lines));
  }

  private static List<String> files(RootFolder root, Tool tool) {
    List<String> files = new ArrayList<>(root.dropIns(FOLDERS, ".conf"));
    if (tool == Tool.PROCPS && root.isFile(CONF)) {
      files.add(CONF);
    }
    return files;
  }

  private static List<SysctlLine> lines(
      RootFolder root, Tool tool, List<String> files, Map<String, List<String>> known) {
    List<SysctlLine> lines = new ArrayList<>();
    for (String file : files) {
      int number = 0;
      for (String line : known.getOrDefault(file, root.lines(file))) {
        number++;
        SysctlLine.parse(tool, root.shown(file) + ":" + number, line).ifPresent(lines::add);
      }
    }
    return lines;
  }

  /**
   * Returns, for the keys that a line sets, that line.
   *
   * @param lines as the tool reads them, in order
   */
  public static Map<SysctlKey, SysctlLine> set(
      Tool tool, List<SysctlLine> lines, Collection<SysctlKey> keys) {
    List<SysctlLine> written = tool == Tool.SYSTEMD ? latest(lines) : lines;
    Map<String, SysctlKey> names = new LinkedHashMap<>();
    for (SysctlKey key : keys) {
      names.put(key.toString(), key);
      if (key.equals(SysctlKey.IP_FORWARD)) {
        names.put(SysctlKey.ipv4("all", "forwarding").toString(), key);
      }
    }
    Map<SysctlKey, SysctlLine> set = new LinkedHashMap<>();
    for (SysctlLine line : written) {
      if (line.number().isEmpty()) {
        continue;
      }
      if (!line.isGlob()) {
        Optional.ofNullable(names.get(line.target())).ifPresent(key -> set.put(key, line));
        continue;
      }
      names.forEach(
          (name, key) -> {
            if (Glob.matchesPath(line.target(), name) && !isKept(lines, name)) {
              set.put(key, line);
            }
          });
    }
    return set;
  }

  /** Returns the last line of each path; one that repeats its value stays at its place. */
  private static List<SysctlLine> latest(List<SysctlLine> lines) {
    Map<String, SysctlLine> latest = new LinkedHashMap<>();
    for (SysctlLine line : lines) {
      SysctlLine before = latest.get(line.path());
      if (before == null || !before.value().equals(line.value())) {
        latest.remove(line.path());
        latest.put(line.path(), line);
      }
    }
    return List.copyOf(latest.values());
  }

  /**
   * Returns true if a line keeps globs away from a parameter. Newer versions of sysctl(8) also take
   * a glob for that, which systemd-sysctl and the older ones do not.
   */
  private static boolean isKept(List<SysctlLine> lines, String name) {
    for (SysctlLine line : lines) {
      if (line.path().equals(name)) {
        return true;
      }
    }
    return false;
  }
}
