package io.lvsagent.iface.route;

import io.lvsagent.iface.netlink.MessageNames;

/** The messages of NETLINK_ROUTE (linux/rtnetlink.h). */
final class RtmType implements MessageNames {
  static final int NETLINK_ROUTE = 0;

  static final int RTM_NEWLINK = 16;
  static final int RTM_DELLINK = 17;
  static final int RTM_GETLINK = 18;
  static final int RTM_NEWADDR = 20;
  static final int RTM_DELADDR = 21;
  static final int RTM_GETADDR = 22;
  static final int RTM_NEWROUTE = 24;
  static final int RTM_DELROUTE = 25;
  static final int RTM_GETROUTE = 26;
  static final int RTM_NEWNEIGH = 28;
  static final int RTM_DELNEIGH = 29;
  static final int RTM_GETNEIGH = 30;
  static final int RTM_GETRULE = 34;

  /** Four numbers belong to each kind of object, of which the first three are used. */
  private static final String[] OBJECTS = {"LINK", "ADDR", "ROUTE", "NEIGH", "RULE"};

  private static final String[] VERBS = {"RTM_NEW", "RTM_DEL", "RTM_GET"};

  @Override
  public String nameOf(int type) {
    boolean known = type >= RTM_NEWLINK && type <= RTM_GETRULE && type % 4 < VERBS.length;
    return known ? VERBS[type % 4] + OBJECTS[(type - RTM_NEWLINK) / 4] : "message " + type;
  }
}
