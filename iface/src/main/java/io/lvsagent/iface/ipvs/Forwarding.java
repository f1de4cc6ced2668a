package io.lvsagent.iface.ipvs;

import java.util.Locale;

/** The forwarding method (IP_VS_CONN_F_FWD_MASK of linux/ip_vs.h). */
public enum Forwarding {
  MASQUERADE(0, "-m"),
  /** A real server that is the director itself; the kernel says so, nobody asks for it. */
  LOCAL(1, ""),
  TUNNEL(2, "-i"),
  DIRECT(3, "-g");

  private final int code;
  private final String flag;

  Forwarding(int code, String flag) {
    this.code = code;
    this.flag = flag;
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
