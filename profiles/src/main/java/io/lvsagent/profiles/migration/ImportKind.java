package io.lvsagent.profiles.migration;

import io.lvsagent.profiles.yaml.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a foreign text is, which its content shows. */
public enum ImportKind {
  IPVSADM(
      "\\s*(-A|-a|--add-s\\w+|--set|--start-daemon|([\\w/.]*/)?ipvsadm(\\s+-[^S$]*)?)(\\s[^$]*)?"),
  KEEPALIVED(
      "\\s*(virtual_server(_group)?|vrrp_(instance|sync_group|script)|global_defs|static_ipaddress)"
          + "\\b.*|\\s*include[rmwba]?\\s.*"),
  LDIRECTORD("virtual6?\\s*=.*"),
  PIRANHA("\\s*(virtual|failover)\\s+\\S+\\s*\\{.*|\\s*(serial_no|nat_router)\\s*=.*"),
  SCRIPT(
      "#!.*|.*[;&|]?\\s*(\\S*/)?(ifconfig|ip\\s+(-[46]\\s+)?a\\w*\\s+add|sysctl\\s+-w|modprobe)\\s.*"
          + "|.*echo\\s.*>\\s*\"?/proc/sys/.*|\\s*(export\\s+)?\\w+=.*|.*ipvsadm\\s.*\\$.*"
          + "|\\s*case\\s.*\\sin\\s*");

  private final Predicate<String> sign;

  ImportKind(String sign) {
    this.sign = Pattern.compile(sign).asMatchPredicate();
  }

  /** Returns the names that a command line takes. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    for (ImportKind kind : values()) {
      names.add(kind.toString());
    }
    return names;
  }

  /** Returns the kind of a text; throws ConfigException if it is in doubt. */
  public static ImportKind of(ForeignText text) {
    List<ImportKind> seen = new ArrayList<>();
    boolean content = false;
    int first = 0;
    for (int i = 0; i < text.lines().size(); i++) {
      String line = text.lines().get(i);
      boolean comment = line.isBlank() || line.stripLeading().matches("[#!].*");
      if (comment && !(i == 0 && line.startsWith("#!"))) {
        continue;
      }
      first = content ? first : i + 1;
      content = true;
      for (ImportKind kind : values()) {
        if (!seen.contains(kind) && kind.sign.test(line)) {
          seen.add(kind);
        }
      }
    }
    if (!content) {
      return IPVSADM;
    }
    if (seen.contains(SCRIPT) && text.lines().get(0).startsWith("#!")
        || seen.equals(List.of(IPVSADM, SCRIPT))
        || seen.equals(List.of(SCRIPT, IPVSADM))) {
      return SCRIPT;
    }
    // lvs.cf and keepalived.conf have lines that a script could have
    seen.remove(seen.size() > 1 ? SCRIPT : null);
    if (seen.size() == 1) {
      return seen.get(0);
    }
    String names = String.join(", ", names());
    throw new ConfigException(
        text.source(),
        first,
        1,
        seen.isEmpty()
            ? "is nothing that import knows: name its kind with --kind, one of " + names
            : "may be " + join(seen) + ": name its kind with --kind");
  }

  private static String join(List<ImportKind> kinds) {
    return String.join(" or ", kinds.stream().map(ImportKind::toString).toList());
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
