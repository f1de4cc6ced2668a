package io.lvsagent.profiles.model;

import io.lvsagent.sysctl.SysctlKey;
import java.util.Locale;

/** The address family that a row of a profile applies to. */
public enum Family {
  ANY,
  IPV4,
  IPV6;

  /** Returns the family of a key under net/ipv4 or net/ipv6, and ANY for every other key. */
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
