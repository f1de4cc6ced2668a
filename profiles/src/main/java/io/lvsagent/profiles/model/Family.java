package io.lvsagent.profiles.model;

import io.lvsagent.sysctl.SysctlKey;
import java.util.Locale;

/** Whose packets a row of a profile is for. */
public enum Family {
  ANY,
  IPV4,
  IPV6;

  public static Family of(SysctlKey key) {
    return switch (key.components().get(1)) {
      case "ipv4" -> IPV4;
      case "ipv6" -> IPV6;
      default -> ANY;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
