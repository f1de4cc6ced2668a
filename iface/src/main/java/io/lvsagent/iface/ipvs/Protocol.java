package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.netlink.MalformedMessage;
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

  static Protocol of(int number) {
    for (Protocol protocol : values()) {
      if (protocol.number == number) {
        return protocol;
      }
    }
    throw new MalformedMessage("virtual service of unknown protocol " + number);
  }

  public int number() {
    return number;
  }

  /** Returns {@code tcp}, {@code udp} or {@code sctp}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
