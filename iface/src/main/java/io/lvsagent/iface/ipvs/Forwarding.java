package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.netlink.MalformedMessage;
import java.util.Locale;

/** The forwarding method (IP_VS_CONN_F_FWD_MASK of linux/ip_vs.h). */
public enum Forwarding {
  MASQUERADE(0, "-m"),
  /** Only other tools write it. A real server on the director keeps the method it was given. */
  LOCAL(1, "-g"),
  TUNNEL(2, "-i"),
  DIRECT(3, "-g");

  private final int code;
  private final String flag;

  Forwarding(int code, String flag) {
    this.code = code;
    this.flag = flag;
  }

  static Forwarding of(int code) {
    for (Forwarding method : values()) {
      if (method.code == code) {
        return method;
      }
    }
    throw new MalformedMessage("forwarding method " + code);
  }

  public int code() {
    return code;
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
