package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.netlink.MalformedMessage;
import java.util.Locale;

/** The forwarding method (IP_VS_CONN_F_FWD_MASK of linux/ip_vs.h). */
public enum Forwarding {
  MASQUERADE(0, "-m"),
  /** Where another tool wrote so. The director itself as a real server keeps what it was given. */
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

  /** As {@code ipvsadm} takes it. */
  public String flag() {
    return flag;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
