package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.ipvs.SyncDaemon.State;
import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.PayloadReader;

/** IPVS_DAEMON_ATTR_*, within IPVS_CMD_ATTR_DAEMON (linux/ip_vs.h). */
final class DaemonAttr {
  private static final int IPVS_DAEMON_ATTR_STATE = 1;
  private static final int IPVS_DAEMON_ATTR_MCAST_IFN = 2;
  private static final int IPVS_DAEMON_ATTR_SYNC_ID = 3;

  private DaemonAttr() {}

  static void writeState(MessageWriter out, State state) {
    int nested = out.beginAttribute(IpvsCmd.IPVS_CMD_ATTR_DAEMON);
    out.attribute(IPVS_DAEMON_ATTR_STATE, state.code());
    out.endAttribute(nested);
  }

  static void write(MessageWriter out, SyncDaemon daemon) {
    int nested = out.beginAttribute(IpvsCmd.IPVS_CMD_ATTR_DAEMON);
    out.attribute(IPVS_DAEMON_ATTR_STATE, daemon.state().code());
    out.attribute(IPVS_DAEMON_ATTR_MCAST_IFN, daemon.device());
    out.attribute(IPVS_DAEMON_ATTR_SYNC_ID, daemon.syncId());
    out.endAttribute(nested);
  }

  static SyncDaemon read(PayloadReader in) {
    int state = 0;
    String device = "";
    int syncId = 0;
    while (in.nextAttribute()) {
      switch (in.attribute()) {
        case IPVS_DAEMON_ATTR_STATE -> state = in.asInt();
        case IPVS_DAEMON_ATTR_MCAST_IFN -> device = in.asString();
        case IPVS_DAEMON_ATTR_SYNC_ID -> syncId = in.asInt();
        default -> {}
      }
    }
    return new SyncDaemon(State.of(state), device, syncId);
  }
}
