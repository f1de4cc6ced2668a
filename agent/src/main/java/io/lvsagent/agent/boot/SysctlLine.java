package io.lvsagent.agent.boot;

import io.lvsagent.agent.boot.BootSysctls.Tool;
import io.lvsagent.sysctl.SysctlKey;
import java.util.Optional;

/**
 * One line of a file such as those in sysctl.d.
 *
 * @param place the file and the number of the line
 * @param path of the parameter below /proc/sys, which may be a glob; sysctl(8) keeps slashes that
 *     say nothing, and then does not know the path for the one that a glob matches
 * @param value empty for a line that only keeps globs away from the parameter
 */
public record SysctlLine(String place, String path, Optional<String> value) {
  /** Parses a line; empty for a comment and for what is ignored. */
  static Optional<SysctlLine> parse(Tool tool, String place, String text) {
    String line = text.strip();
    if (line.length() < 2 || line.charAt(0) == '#' || line.charAt(0) == ';') {
      return Optional.empty();
    }
    int equals = line.indexOf('=');
    boolean dash = line.charAt(0) == '-';
    if (equals < 0 && !dash) {
      return Optional.empty();
    }
    String key = line.substring(dash ? 1 : 0, Math.max(equals < 0 ? line.length() : equals, 1));
    key = tool == Tool.SYSTEMD ? key.strip() : key.stripTrailing();
    if (tool == Tool.PROCPS && key.startsWith("-")) {
      key = key.substring(1);
    }
    Optional<String> value =
        equals < 0 ? Optional.empty() : Optional.of(line.substring(equals + 1).strip());
    String path = slashed(key);
    return Optional.of(new SysctlLine(place, tool == Tool.SYSTEMD ? simple(path) : path, value));
  }

  /** Returns the path of a key: if a dot comes first, dots separate, and a slash is a dot. */
  private static String slashed(String key) {
    int dot = key.indexOf('.');
    int slash = key.indexOf('/');
    if (dot < 0 || (slash >= 0 && slash < dot)) {
      return key;
    }
    StringBuilder swapped = new StringBuilder(key.length());
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      swapped.append(c == '.' ? '/' : c == '/' ? '.' : c);
    }
    return swapped.toString();
  }

  /** Returns the path of the file that the line is about. */
  String target() {
    return simple(path);
  }

  private static String simple(String path) {
    StringBuilder simple = new StringBuilder(path.length());
    for (String step : path.split("/")) {
      if (!step.isEmpty() && !step.equals(".")) {
        simple.append(simple.length() == 0 ? "" : "/").append(step);
      }
    }
    return simple.toString();
  }

  /** Returns true if the line names a parameter, or a glob that matches it. */
  public boolean isAbout(SysctlKey key) {
    String other = key.equals(SysctlKey.IP_FORWARD) ? "net/ipv4/conf/all/forwarding" : "";
    return Glob.matchesPath(target(), key.toString()) || Glob.matchesPath(target(), other);
  }

  boolean isGlob() {
    return Glob.isOne(path);
  }

  /**
   * Returns the number that the kernel makes of the value (strtoul_lenient in sysctl.c); empty if
   * it refuses it, and the parameter stays as it is.
   */
  public Optional<Integer> number() {
    String text = value.orElse("").split("[ \t]", 2)[0];
    boolean negative = text.startsWith("-");
    String digits = negative ? text.substring(1) : text;
    boolean hex = digits.length() > 2 && digits.substring(0, 2).equalsIgnoreCase("0x");
    boolean octal = !hex && digits.length() > 1 && digits.startsWith("0");
    if (!digits.matches("[0-9].*")) {
      return Optional.empty();
    }
    try {
      long size = Long.parseLong(hex ? digits.substring(2) : digits, hex ? 16 : octal ? 8 : 10);
      long number = negative ? -size : size;
      return number == (int) number ? Optional.of((int) number) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
