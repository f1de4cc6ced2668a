package io.lvsagent.profiles.model;

import java.util.Locale;

/** The effect that a difference has on the service, the worst first. */
public enum Severity {
  /** The host answers ARP for the VIP, or sends ARP requests with the VIP as source. */
  LEAK,
  /** The host no longer answers ARP for its own address. */
  MUTE,
  /** The service does not work, or will stop working after the next change. */
  BROKEN,
  /** The difference has no effect on the wire. */
  COSMETIC;

  /** Returns the name that profiles and reports use. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
