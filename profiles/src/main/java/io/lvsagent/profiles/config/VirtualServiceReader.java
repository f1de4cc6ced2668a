package io.lvsagent.profiles.config;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Protocol;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.VirtualService;
import io.lvsagent.iface.ipvs.VirtualService.Flag;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import io.lvsagent.profiles.yaml.Suggestion;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads the options of a virtual server, which all matches of one entry share. */
public final class VirtualServiceReader {
  /** The default of {@code ipvsadm -p} (IPVS_SVC_PERSISTENT_TIMEOUT). */
  private static final int PERSISTENT_SECONDS = 360;

  /** 31 days, the limit of {@code ipvsadm}. */
  private static final int MOST_SECONDS = 2_678_400;

  public static final String DEFAULT_SCHEDULER = "wlc";

  /** The schedulers of Linux up to 6.18 (net/netfilter/ipvs). */
  private static final List<String> SCHEDULERS =
      List.of("rr wrr lc wlc lblc lblcr dh sh mh sed nq fo ovf twos none".split(" "));

  private static final List<String> ENGINES = List.of("sip");

  private final Mapping config;
  private final String scheduler;
  private final Set<Flag> flags;
  private final long persistence;
  private final String engine;

  VirtualServiceReader(Mapping config) {
    this.config = config;
    this.scheduler =
        config.has(ConfigKeys.SCHEDULER)
            ? known(config.at(ConfigKeys.SCHEDULER), "scheduler", SCHEDULERS)
            : DEFAULT_SCHEDULER;
    this.flags = flags();
    this.persistence =
        config.has(ConfigKeys.PERSISTENT) ? seconds(config.at(ConfigKeys.PERSISTENT)) : 0;
    for (String key : List.of(ConfigKeys.NETMASK, ConfigKeys.ENGINE)) {
      if (config.has(key) && persistence == 0) {
        throw config.at(key).wrong("needs \"persistent\": add it, or remove this key");
      }
    }
    this.engine =
        config.has(ConfigKeys.ENGINE)
            ? known(config.at(ConfigKeys.ENGINE), "persistence engine", ENGINES)
            : "";
  }

  /** Returns the virtual service for a match; the place is that of the match. */
  VirtualService matching(ServiceMatch match, Place place) {
    if (match instanceof ServiceMatch.Listener listener) {
      place.refuseIf(
          listener.endpoint().port() == 0 && persistence == 0,
          "port 0 means every port and needs \"persistent\": add it");
      if (flags.contains(Flag.ONE_PACKET) && listener.protocol() != Protocol.UDP) {
        Node node = config.at(ConfigKeys.ONE_PACKET);
        throw node.wrong(
            "applies only to udp and fwmark, because %s has connections: remove it",
            listener.protocol());
      }
    }
    return new VirtualService(match, scheduler, flags, persistence, mask(match), engine);
  }

  /** Refuses a name that no kernel has, because the kernel would refuse it only at the start. */
  private static String known(Node node, String what, List<String> known) {
    String name = node.text();
    node.refuseIf(
        !known.contains(name),
        "\"%s\" is not a %s: %s",
        name,
        what,
        Suggestion.advice(name, known));
    return name;
  }

  private Set<Flag> flags() {
    Set<Flag> set = EnumSet.noneOf(Flag.class);
    if (config.bool(ConfigKeys.ONE_PACKET, false)) {
      set.add(Flag.ONE_PACKET);
    }
    if (config.has(ConfigKeys.FLAGS)) {
      for (Node item : config.at(ConfigKeys.FLAGS).items()) {
        SchedulerFlag flag = item.oneOf(List.of(SchedulerFlag.values()));
        item.refuseIf(
            !flag.belongsTo(scheduler),
            "%s is a flag of scheduler %s, not of %s",
            flag,
            flag.scheduler(),
            scheduler);
        item.refuseIf(!set.add(flag.flag()), "%s is already set", flag);
      }
    }
    return set;
  }

  private static long seconds(Node node) {
    boolean isTrue = node instanceof Node.Scalar scalar && scalar.text().equals("true");
    return isTrue ? PERSISTENT_SECONDS : node.number(1, MOST_SECONDS);
  }

  private int mask(ServiceMatch match) {
    if (!config.has(ConfigKeys.NETMASK)) {
      return match.isV6() ? 128 : 32;
    }
    Node node = config.at(ConfigKeys.NETMASK);
    boolean dotted = node.text().indexOf('.') >= 0;
    if (dotted == match.isV6()) {
      String right = match.isV6() ? "a prefix length such as 64" : "one such as 255.255.255.0";
      throw node.wrong("\"%s\" is not a netmask for %s: use %s", node.text(), match, right);
    }
    return dotted ? length(node) : (int) node.number(1, 128);
  }

  /**
   * Returns the prefix length of a netmask. Masks with holes are refused; the kernel takes them.
   */
  private static int length(Node node) {
    int mask = ByteBuffer.wrap(node.parsed(Ip::parse).bytes()).getInt();
    int ones = Integer.bitCount(mask);
    node.refuseIf(
        ones != Integer.numberOfLeadingZeros(~mask),
        "\"%s\" is not a netmask: all one bits must come before the zero bits",
        node.text());
    return ones;
  }
}
