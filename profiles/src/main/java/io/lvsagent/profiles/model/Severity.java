package io.lvsagent.profiles.model;

import java.util.Locale;

/** What a difference does to the service; the worst comes first. */
public enum Severity {
  /** The host answers ARP for the VIP, or asks from it. */
  LEAK,
  /** The host no longer answers ARP for its own address. */
  MUTE,
  /** The service does not work, or will not after the next change. */
  BROKEN,
  /** Without effect on the wire. */
  COSMETIC;

  /** As profiles and reports write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
