package io.lvsagent.iface.ipvs;

import io.lvsagent.iface.netlink.Attributes;
import io.lvsagent.iface.netlink.FamilyQuery;
import io.lvsagent.iface.netlink.GenlMsgHdr;
import io.lvsagent.iface.netlink.MalformedMessage;
import io.lvsagent.iface.netlink.MessageNames;
import io.lvsagent.iface.netlink.MessageWriter;

/** The commands of the IPVS family and their top-level attributes (linux/ip_vs.h). */
final class IpvsCmd implements MessageNames {
  static final String IPVS_GENL_NAME = "IPVS";
  static final int IPVS_GENL_VERSION = 1;

  static final int IPVS_CMD_NEW_SERVICE = 1;
  static final int IPVS_CMD_SET_SERVICE = 2;
  static final int IPVS_CMD_DEL_SERVICE = 3;
  static final int IPVS_CMD_GET_SERVICE = 4;
  static final int IPVS_CMD_NEW_DEST = 5;
  static final int IPVS_CMD_SET_DEST = 6;
  static final int IPVS_CMD_DEL_DEST = 7;
  static final int IPVS_CMD_GET_DEST = 8;
  static final int IPVS_CMD_NEW_DAEMON = 9;
  static final int IPVS_CMD_DEL_DAEMON = 10;
  static final int IPVS_CMD_GET_DAEMON = 11;
  static final int IPVS_CMD_SET_CONFIG = 12;
  static final int IPVS_CMD_GET_CONFIG = 13;

  static final int IPVS_CMD_ATTR_SERVICE = 1;
  static final int IPVS_CMD_ATTR_DEST = 2;
  static final int IPVS_CMD_ATTR_DAEMON = 3;

  /** The family gets its number when its module is loaded. */
  @Override
  public String nameOf(int type) {
    return type == FamilyQuery.GENL_ID_CTRL ? "GENL_ID_CTRL" : IPVS_GENL_NAME;
  }

  /** Writes the header of a command. */
  static void write(MessageWriter out, int command) {
    GenlMsgHdr.write(out, command, IPVS_GENL_VERSION);
  }

  /**
   * Returns the attributes in the attribute that an answer consists of. Throws MalformedMessage if
   * it is missing.
   */
  static Attributes nested(Attributes answer, int type) {
    if (!answer.has(type)) {
      throw new MalformedMessage("an answer without attribute " + type);
    }
    return answer.nested(type);
  }
}
