package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.netlink.MalformedMessage;
import java.util.Locale;

/** The forwarding method (IP_VS_CONN_F_FWD_MASK of linux/ip_vs.h), in the kernel's order. */
public enum Forwarding {
  MASQUERADE("-m"),
  /** Only other tools write it. A real server on the director keeps the method it was given. */
  LOCAL("-g"),
  TUNNEL("-i"),
  DIRECT("-g");

  private final String flag;

  Forwarding(String flag) {
    this.flag = flag;
  }

  static Forwarding of(int code) {
    if (code < values().length) {
      return values()[code];
    }
    throw new MalformedMessage("forwarding method " + code);
  }

  public int code() {
    return ordinal();
  }

  /** Returns the option of {@code ipvsadm}. */
  public String flag() {
    return flag;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
