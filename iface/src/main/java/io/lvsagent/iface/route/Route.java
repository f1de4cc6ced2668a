package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import java.util.Optional;

/**
 * A route (linux/rtnetlink.h, struct rtmsg). Identity is table, destination, tos and priority; all
 * else is value.
 *
 * @param table RT_TABLE_*: 254 main, 255 local
 * @param priority RTA_PRIORITY, the metric
 * @param type RTN_*: 1 unicast, 2 local
 * @param protocol RTPROT_*: who made it; 3 boot, 76 is ours
 * @param device outgoing device, or empty for routes without one
 * @param source RTA_PREFSRC
 */
public record Route(
    int table,
    IpPrefix destination,
    int tos,
    int priority,
    int type,
    Scope scope,
    int protocol,
    String device,
    Optional<Ip> gateway,
    Optional<Ip> source) {
  public static final int TABLE_MAIN = 254;
  public static final int TABLE_LOCAL = 255;
  public static final int TYPE_UNICAST = 1;
  public static final int TYPE_LOCAL = 2;

  /** Marks the routes that lvs-agent makes, so that leftovers are known without a ledger. */
  public static final int PROTOCOL_OURS = 76;
}
