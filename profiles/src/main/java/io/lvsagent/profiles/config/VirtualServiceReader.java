package io.lvsagent.profiles.config;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Protocol;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.VirtualService;
import io.lvsagent.iface.ipvs.VirtualService.Flag;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads how a virtual server balances; the same for all that one entry stands for. */
public final class VirtualServiceReader {
  public static final String SCHEDULER = "scheduler";
  public static final String FLAGS = "flags";
  public static final String PERSISTENT = "persistent";
  public static final String NETMASK = "netmask";
  public static final String ENGINE = "engine";
  public static final String ONE_PACKET = "one-packet";
  public static final List<String> KEYS =
      List.of(SCHEDULER, FLAGS, PERSISTENT, NETMASK, ENGINE, ONE_PACKET);

  /** What {@code ipvsadm -p} takes when it is given no time (IPVS_SVC_PERSISTENT_TIMEOUT). */
  static final int PERSISTENT_SECONDS = 360;

  /** 31 days, as {@code ipvsadm} has it. */
  private static final int MOST_SECONDS = 2_678_400;

  public static final String DEFAULT_SCHEDULER = "wlc";

  private final Mapping own;
  private final String scheduler;
  private final Set<Flag> flags;
  private final long persistence;
  private final String engine;

  VirtualServiceReader(Mapping own) {
    this.own = own;
    this.scheduler = own.has(SCHEDULER) ? name(own.at(SCHEDULER)) : DEFAULT_SCHEDULER;
    this.flags = flags();
    this.persistence = own.has(PERSISTENT) ? seconds(own.at(PERSISTENT)) : 0;
    for (String key : List.of(NETMASK, ENGINE)) {
      if (own.has(key) && persistence == 0) {
        throw own.at(key).place().wrong("is of use with \"persistent\" alone: add it");
      }
    }
    this.engine = own.has(ENGINE) ? name(own.at(ENGINE)) : "";
  }

  /** The virtual service that matches so, which stands at this place. */
  VirtualService of(ServiceMatch match, Place place) {
    if (match instanceof ServiceMatch.Listener listener) {
      if (listener.endpoint().port() == 0 && persistence == 0) {
        throw place.wrong("port 0 stands for every port, and needs \"persistent\"");
      }
      if (flags.contains(Flag.ONE_PACKET) && listener.protocol() != Protocol.UDP) {
        throw own.at(ONE_PACKET)
            .place()
            .wrong("is for udp and fwmark, " + listener.protocol() + " has connections");
      }
    }
    return new VirtualService(match, scheduler, flags, persistence, mask(match), engine);
  }

  /** IP_VS_SCHEDNAME_MAXLEN and IP_VS_PENAME_MAXLEN of linux/ip_vs.h are 16 with the NUL. */
  private static String name(Node node) {
    String name = node.text();
    if (!name.matches("[a-z0-9_-]{1,15}")) {
      throw node.place()
          .wrong("\"" + name + "\" is no name: 1 to 15 of a-z, 0-9, \"_\" and \"-\", such as wlc");
    }
    return name;
  }

  private Set<Flag> flags() {
    Set<Flag> set = EnumSet.noneOf(Flag.class);
    if (own.truth(ONE_PACKET, false)) {
      set.add(Flag.ONE_PACKET);
    }
    if (own.has(FLAGS)) {
      for (Node item : own.at(FLAGS).items()) {
        SchedulerFlag flag = item.oneOf(List.of(SchedulerFlag.values()));
        if (!flag.belongsTo(scheduler)) {
          throw item.place()
              .wrong(flag + " is a flag of " + flag.scheduler() + ", not of " + scheduler);
        }
        if (!set.add(flag.flag())) {
          throw item.place().wrong(flag + " is set already");
        }
      }
    }
    return set;
  }

  private static long seconds(Node node) {
    boolean isTrue = node instanceof Node.Scalar scalar && scalar.text().equals("true");
    return isTrue ? PERSISTENT_SECONDS : node.number(1, MOST_SECONDS);
  }

  private int mask(ServiceMatch match) {
    if (!own.has(NETMASK)) {
      return match.isV6() ? 128 : 32;
    }
    Node node = own.at(NETMASK);
    boolean dotted = node.text().indexOf('.') >= 0;
    if (dotted == match.isV6()) {
      String right = match.isV6() ? "a prefix length such as 64" : "one such as 255.255.255.0";
      throw node.place()
          .wrong("\"" + node.text() + "\" is no netmask for " + match + ": use " + right);
    }
    return dotted ? length(node) : (int) node.number(1, 128);
  }

  /** The kernel takes masks with holes, too, which nobody means. */
  private static int length(Node node) {
    try {
      int mask = ByteBuffer.wrap(Ip.parse(node.text()).bytes()).getInt();
      int ones = Integer.bitCount(mask);
      if (ones != Integer.numberOfLeadingZeros(~mask)) {
        throw node.place()
            .wrong("\"" + node.text() + "\" has holes: a netmask is ones, then zeros");
      }
      return ones;
    } catch (IllegalArgumentException e) {
      throw node.place().wrong(e);
    }
  }
}
