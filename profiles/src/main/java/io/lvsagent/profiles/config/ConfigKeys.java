package io.lvsagent.profiles.config;

import java.util.ArrayList;
import java.util.List;

/**
 * The keys of services and clusters in a config, and for each of their mappings the list of keys
 * that it allows. The keys of profiles are in {@link io.lvsagent.profiles.profile.ProfileReader}.
 */
public final class ConfigKeys {
  static final String SERVICES = "services";
  static final String PROFILES = "profiles";
  static final String CLUSTERS = "clusters";
  static final List<String> FILE = List.of(SERVICES, CLUSTERS, PROFILES);

  static final String PROFILE = "profile";
  static final String VIPS = "vips";
  static final String UPLINKS = "uplinks";
  static final String DEVICE = "device";
  static final String ADDRESSES = "addresses";
  static final String SYSCTLS = "sysctls";
  static final String DIRECTOR = "director";
  static final String CLIENTS = "clients";
  static final String WEIGHTS = "weights";
  static final String TIMEOUTS = "timeouts";
  static final String SYNC = "sync";
  static final String VIRTUAL_SERVERS = "virtual-servers";
  static final String NEIGHBOURS = "neighbours";
  static final String ROUTES = "routes";
  static final String MASQUERADE = "masquerade";
  static final String PEERS = "peers";
  static final String ANNOUNCE = "announce";
  static final String PROBE = "probe";

  /** The keys of a service that fill the IPVS table. */
  static final List<String> BALANCING = List.of(WEIGHTS, TIMEOUTS, SYNC, VIRTUAL_SERVERS);

  static final List<String> SERVICE =
      joined(
          List.of(PROFILE, VIPS, UPLINKS, DEVICE, ADDRESSES, SYSCTLS, DIRECTOR, CLIENTS),
          BALANCING,
          List.of(NEIGHBOURS, ROUTES, MASQUERADE, PEERS, ANNOUNCE, PROBE));

  static final String IP = "ip";
  static final String LABEL = "label";
  static final List<String> VIP = List.of(IP, LABEL);

  static final String COUNT = "count";
  static final String INTERVAL = "interval-ms";
  static final List<String> ANNOUNCEMENT = List.of(COUNT, INTERVAL);

  /** The keys of {@code timeouts}, in the order of {@code ipvsadm --set}. */
  public static final List<String> TIMEOUT = List.of("tcp", "tcp-fin", "udp");

  public static final String INTERFACE = "interface";
  public static final String ID = "id";

  /** The keys of a sync daemon. */
  public static final List<String> DAEMON = List.of(INTERFACE, ID);

  public static final String FWMARK = "fwmark";

  /** The keys of a virtual server that name the packets it matches. */
  public static final List<String> MATCHES = List.of("tcp", "udp", "sctp", FWMARK);

  static final String MARK = "mark";
  public static final String FAMILY = "family";
  public static final String SCHEDULER = "scheduler";
  public static final String FLAGS = "flags";
  public static final String PERSISTENT = "persistent";
  public static final String NETMASK = "netmask";
  public static final String ENGINE = "engine";
  public static final String ONE_PACKET = "one-packet";

  /** The keys of a virtual server that tell how it balances. */
  public static final List<String> SCHEDULING =
      List.of(SCHEDULER, FLAGS, PERSISTENT, NETMASK, ENGINE, ONE_PACKET);

  public static final String REAL_SERVERS = "real-servers";

  static final List<String> VIRTUAL_SERVER =
      joined(MATCHES, List.of(MARK, FAMILY), SCHEDULING, List.of(REAL_SERVERS));

  public static final String RIP = "rip";
  public static final String WEIGHT = "weight";
  public static final String UPPER = "upper";
  public static final String LOWER = "lower";
  public static final String METHOD = "method";
  public static final String TUNNEL = "tunnel";
  public static final String TUNNEL_PORT = "tunnel-port";
  public static final String CHECKSUM = "checksum";
  public static final List<String> REAL_SERVER =
      List.of(RIP, WEIGHT, UPPER, LOWER, METHOD, TUNNEL, TUNNEL_PORT, CHECKSUM);

  static final String DIRECTORS = "directors";
  static final String REAL_SERVER_SIDE = "real-server";
  static final String GATEWAY = "gateway";

  /** The keys of a cluster; {@code director} and {@code real-server} hold keys of a service. */
  static final List<String> CLUSTER =
      List.of(
          METHOD,
          VIPS,
          DIRECTORS,
          REAL_SERVERS,
          VIRTUAL_SERVERS,
          DIRECTOR,
          REAL_SERVER_SIDE,
          GATEWAY);

  static final List<String> CLUSTER_DIRECTOR =
      joined(
          List.of(PROFILE, UPLINKS, DEVICE, ADDRESSES, SYSCTLS, CLIENTS),
          List.of(WEIGHTS, TIMEOUTS, SYNC),
          List.of(NEIGHBOURS, ROUTES, MASQUERADE, PEERS, ANNOUNCE, PROBE));

  static final List<String> CLUSTER_REAL_SERVER =
      List.of(PROFILE, UPLINKS, DEVICE, ADDRESSES, SYSCTLS, CLIENTS, NEIGHBOURS, ROUTES, GATEWAY);

  private ConfigKeys() {}

  /** Returns the keys of several lists. */
  @SafeVarargs
  public static List<String> joined(List<String>... lists) {
    List<String> all = new ArrayList<>();
    for (List<String> list : lists) {
      all.addAll(list);
    }
    return List.copyOf(all);
  }
}
