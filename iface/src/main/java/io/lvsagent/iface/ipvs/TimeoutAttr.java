package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.netlink.Attributes;
import io.lvsagent.iface.netlink.MessageWriter;

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

  static Timeouts read(Attributes in) {
    return new Timeouts(
        in.unsigned(IPVS_CMD_ATTR_TIMEOUT_TCP),
        in.unsigned(IPVS_CMD_ATTR_TIMEOUT_TCP_FIN),
        in.unsigned(IPVS_CMD_ATTR_TIMEOUT_UDP));
  }
}
