package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.PayloadReader;

/** IPVS_CMD_ATTR_TIMEOUT_*, which are top-level attributes (linux/ip_vs.h). */
final class TimeoutAttr {
  private static final int IPVS_CMD_ATTR_TIMEOUT_TCP = 4;
  private static final int IPVS_CMD_ATTR_TIMEOUT_TCP_FIN = 5;
  private static final int IPVS_CMD_ATTR_TIMEOUT_UDP = 6;

  private TimeoutAttr() {}

  static void write(MessageWriter out, Timeouts timeouts) {
    out.attribute(IPVS_CMD_ATTR_TIMEOUT_TCP, (int) timeouts.tcp());
    out.attribute(IPVS_CMD_ATTR_TIMEOUT_TCP_FIN, (int) timeouts.tcpFin());
    out.attribute(IPVS_CMD_ATTR_TIMEOUT_UDP, (int) timeouts.udp());
  }

  static Timeouts read(PayloadReader in) {
    long tcp = 0;
    long tcpFin = 0;
    long udp = 0;
    while (in.nextAttribute()) {
      switch (in.attribute()) {
        case IPVS_CMD_ATTR_TIMEOUT_TCP -> tcp = in.asLong();
        case IPVS_CMD_ATTR_TIMEOUT_TCP_FIN -> tcpFin = in.asLong();
        case IPVS_CMD_ATTR_TIMEOUT_UDP -> udp = in.asLong();
        default -> {}
      }
    }
    return new Timeouts(tcp, tcpFin, udp);
  }
}
