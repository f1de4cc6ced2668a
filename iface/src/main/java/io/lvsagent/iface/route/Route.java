package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import java.util.Optional;

/**
 * A route (linux/rtnetlink.h, struct rtmsg). Identity is table, destination, tos and priority; all
 * else is value.
 *
 * @param table RT_TABLE_*: 254 main, 255 local
 * @param priority RTA_PRIORITY, the metric; for 0 IPv6 takes 1024
 * @param type RTN_*: 1 unicast, 2 local
 * @param protocol RTPROT_*: who made it; 3 boot, 76 is ours
 * @param scope how far the destination is; of no meaning to IPv6, always global there
 * @param device outgoing device, or empty for routes without one
 * @param source RTA_PREFSRC
 * @param more of an IPv4 route what has no component here, so that it can be made again as it was:
 *     {@code onlink}, {@code nexthops}, and attributes as {@code 8:0800020078050000}, with commas
 *     between
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
    Optional<Ip> source,
    String more) {
  public static final int TABLE_MAIN = 254;
  public static final int TABLE_LOCAL = 255;
  public static final int TYPE_UNICAST = 1;
  public static final int TYPE_LOCAL = 2;

  /** Marks the routes that lvs-agent makes, so that leftovers are known without a ledger. */
  public static final int PROTOCOL_OURS = 76;

  /** RTN_* of linux/rtnetlink.h as {@code ip} says them. */
  private static final String[] TYPES = {
    "unspec",
    "unicast",
    "local",
    "broadcast",
    "anycast",
    "multicast",
    "blackhole",
    "unreachable",
    "prohibit",
    "throw",
    "nat"
  };

  static final String ONLINK = "onlink";
  static final String NEXTHOPS = "nexthops";
  private static final String METRICS = RtMsg.RTA_METRICS + ":";

  /** One that is said in full by these. */
  public Route(
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
    this(table, destination, tos, priority, type, scope, protocol, device, gateway, source, "");
  }

  /** Whether the gateway need not be reachable by another route. */
  public boolean isOnlink() {
    return more.startsWith(ONLINK);
  }

  /**
   * Whether it has several next hops, or an object that holds them: such a route stays when a
   * device loses its last address.
   */
  public boolean hasNexthops() {
    return more.equals(NEXTHOPS);
  }

  private Optional<Metrics> metrics() {
    for (String word : more.split(",")) {
      if (word.startsWith(METRICS)) {
        return Optional.of(Metrics.of(word.substring(METRICS.length())));
      }
    }
    return Optional.empty();
  }

  /** Whether {@link #toString} leaves nothing out, such as a realm or a time. */
  public boolean isSaidInFull() {
    boolean others = false;
    for (String word : more.split(",")) {
      others |= word.indexOf(':') > 0 && !word.startsWith(METRICS);
    }
    return !others && metrics().map(Metrics::whole).orElse(true);
  }

  /** What {@code ip route add} takes: {@code 192.0.2.10/32 dev lo proto 76 scope link src …}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(96);
    if (type != TYPE_UNICAST) {
      text.append(type < TYPES.length ? TYPES[type] : "type " + type).append(' ');
    }
    text.append(destination);
    boolean v6 = destination.ip().isV6();
    Ip via = gateway.orElse(destination.ip());
    append(text, via.isV6() == v6 ? " via " : " via inet6 ", via, gateway.isPresent());
    append(text, " dev ", device, !device.isEmpty());
    append(text, " table ", table == TABLE_LOCAL ? "local" : table, table != TABLE_MAIN);
    append(text, " tos 0x", Integer.toHexString(tos), tos != 0);
    append(text, " metric ", priority, priority != 0);
    append(text, " proto ", protocol, true);
    append(text, " scope ", scope, !v6);
    append(text, " src ", source.orElse(destination.ip()), source.isPresent());
    append(text, " ", ONLINK, isOnlink());
    if (!more.isEmpty()) {
      metrics().ifPresent(m -> append(text, " ", m.words(), !m.words().isEmpty()));
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String word, Object value, boolean said) {
    if (said) {
      text.append(word).append(value);
    }
  }
}
