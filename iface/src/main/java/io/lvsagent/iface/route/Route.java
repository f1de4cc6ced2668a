package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import java.util.Optional;

/**
 * A route (linux/rtnetlink.h, struct rtmsg). Table, destination, tos and priority identify it; the
 * other components are its value.
 *
 * @param table RT_TABLE_*: 254 main, 255 local
 * @param priority RTA_PRIORITY, the metric; IPv6 replaces 0 by 1024
 * @param type RTN_*: 1 unicast, 2 local
 * @param protocol RTPROT_*, the origin of the route: 3 boot, 76 ours
 * @param scope distance of the destination; unused and always global for IPv6
 * @param device outgoing device, or empty for routes without one
 * @param source RTA_PREFSRC
 * @param more the parts of an IPv4 route that have no component here, comma-separated, so that it
 *     can be added again unchanged: {@code onlink}, {@code nexthops}, and attributes as {@code
 *     8:0800020078050000} (type and payload in hex)
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
  static final int TYPE_THROW = 9;
  private static final int TYPE_BLACKHOLE = 6;
  private static final int TYPE_PROHIBIT = 8;

  /** Marks the routes that lvs-agent adds, so that leftovers are recognised without a ledger. */
  public static final int PROTOCOL_OURS = 76;

  /** The metric of an IPv6 route for which none is given (IP6_RT_PRIO_USER of net/ipv6.h). */
  public static final int IPV6_METRIC = 1024;

  /** RTN_* of linux/rtnetlink.h as {@code ip} names them. */
  private static final String[] TYPES =
      ("unspec unicast local broadcast anycast multicast blackhole unreachable prohibit throw nat")
          .split(" ");

  static final String ONLINK = "onlink";
  static final String NEXTHOPS = "nexthops";
  private static final String METRICS = RtMsg.RTA_METRICS + ":";

  /** Creates a route whose {@code more} is empty. */
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

  /**
   * Returns the route of ours that makes a prefix local. IPv6 routes have no scope: the kernel
   * reports them as global.
   */
  public static Route local(IpPrefix prefix) {
    boolean v6 = prefix.ip().isV6();
    return new Route(
        TABLE_LOCAL,
        prefix,
        0,
        v6 ? IPV6_METRIC : 0,
        TYPE_LOCAL,
        v6 ? Scope.GLOBAL : Scope.HOST,
        PROTOCOL_OURS,
        "lo",
        Optional.empty(),
        Optional.empty());
  }

  /** Returns whether the gateway needs no route of its own (RTNH_F_ONLINK). */
  public boolean isOnlink() {
    return more.startsWith(ONLINK);
  }

  /**
   * Returns whether the route has several next hops or a nexthop object. Such a route stays when a
   * device loses its last address.
   */
  public boolean hasNexthops() {
    return more.equals(NEXTHOPS);
  }

  /** Returns true for the types blackhole, unreachable and prohibit. */
  boolean drops() {
    return type >= TYPE_BLACKHOLE && type <= TYPE_PROHIBIT;
  }

  /** Returns true if the kernel prefers this route to another one of the same table. */
  boolean isCloserThan(Route other) {
    int longer = destination.length() - other.destination.length();
    return longer > 0 || longer == 0 && priority < other.priority;
  }

  static String tableName(int table) {
    return switch (table) {
      case TABLE_LOCAL -> "local";
      case TABLE_MAIN -> "main";
      default -> Integer.toString(table);
    };
  }

  private Optional<Metrics> metrics() {
    for (String word : more.split(",")) {
      if (word.startsWith(METRICS)) {
        return Optional.of(Metrics.of(word.substring(METRICS.length())));
      }
    }
    return Optional.empty();
  }

  /** Returns a metric such as {@code mtu} or {@code advmss}, if the route has it. */
  public Optional<Integer> metric(String name) {
    return metrics().flatMap(metrics -> metrics.value(name));
  }

  /** Returns whether {@link #toString} is complete. It omits realms and times, for example. */
  public boolean isTextComplete() {
    boolean others = false;
    for (String word : more.split(",")) {
      others |= word.indexOf(':') > 0 && !word.startsWith(METRICS);
    }
    return !others && metrics().map(Metrics::complete).orElse(true);
  }

  /**
   * Returns the arguments of {@code ip route add}: {@code 192.0.2.10/32 dev lo proto 76 scope link
   * src …}.
   */
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
    append(text, " table ", tableName(table), table != TABLE_MAIN);
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

  private static void append(StringBuilder text, String word, Object value, boolean present) {
    if (present) {
      text.append(word).append(value);
    }
  }
}
