package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.ipvs.SyncDaemon.State;
import io.lvsagent.iface.netlink.Attributes;
import io.lvsagent.iface.netlink.MessageWriter;

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

  static SyncDaemon read(Attributes answer) {
    Attributes in = IpvsCmd.nested(answer, IpvsCmd.IPVS_CMD_ATTR_DAEMON);
    State state = State.of(in.s32(IPVS_DAEMON_ATTR_STATE));
    String device = in.text(IPVS_DAEMON_ATTR_MCAST_IFN);
    return new SyncDaemon(state, device, in.s32(IPVS_DAEMON_ATTR_SYNC_ID));
  }
}
