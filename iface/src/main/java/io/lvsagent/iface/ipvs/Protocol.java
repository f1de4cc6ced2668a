package io.lvsagent.iface.ipvs;

import java.util.Locale;

/** Transport protocols that IPVS balances (IPPROTO_* of linux/in.h). */
public enum Protocol {
  TCP(6),
  UDP(17),
  SCTP(132);

  private final int number;

  Protocol(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** {@code tcp}, {@code udp} or {@code sctp}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
