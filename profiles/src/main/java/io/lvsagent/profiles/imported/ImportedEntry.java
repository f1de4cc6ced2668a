package io.lvsagent.profiles.imported;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.Tunnel;
import io.lvsagent.iface.ipvs.VirtualService;
import io.lvsagent.iface.ipvs.VirtualService.Flag;
import io.lvsagent.profiles.config.ConfigKeys;
import io.lvsagent.profiles.config.SchedulerFlag;
import io.lvsagent.profiles.config.VirtualServiceReader;
import io.lvsagent.profiles.model.VirtualServiceSpec;
import io.lvsagent.profiles.yaml.YamlText;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * An entry of {@code virtual-servers} as YAML without its ports or marks.
 *
 * @param key {@code tcp}, {@code udp}, {@code sctp} or {@code fwmark}
 * @param lines all lines but the first
 */
record ImportedEntry(String key, String lines) {
  private static final String INDENT = "        ";

  /** Returns the entry for a virtual server; real servers with the given method do not name it. */
  static ImportedEntry of(VirtualServiceSpec server, Forwarding method) {
    String lines = options(server) + realServers(server, method);
    return server.service().match() instanceof ServiceMatch.Listener listener
        ? new ImportedEntry(listener.protocol().toString(), lines)
        : new ImportedEntry(ConfigKeys.FWMARK, lines);
  }

  /** Returns the port or the mark of a virtual server. */
  static String number(VirtualServiceSpec server) {
    ServiceMatch match = server.service().match();
    return match instanceof ServiceMatch.Mark mark ? Long.toString(mark.mark()) : "" + port(match);
  }

  /** Returns a scalar that reads back as this text, quoted if necessary. */
  static String scalar(String text) {
    boolean plain = text.matches("[a-z0-9][a-z0-9._-]*") && !text.equals("null");
    return plain ? text : YamlText.quoted(text);
  }

  private static int port(ServiceMatch match) {
    return match instanceof ServiceMatch.Listener listener ? listener.endpoint().port() : 0;
  }

  private static String options(VirtualServiceSpec server) {
    VirtualService service = server.service();
    boolean v6 = service.match().isV6();
    StringBuilder text = new StringBuilder();
    if (service.match() instanceof ServiceMatch.Mark && !realServersShowFamily(server, v6)) {
      option(text, ConfigKeys.FAMILY, v6 ? "ipv6" : "ipv4", "");
    }
    String scheduler = scalar(service.scheduler());
    option(text, ConfigKeys.SCHEDULER, scheduler, VirtualServiceReader.DEFAULT_SCHEDULER);
    option(text, ConfigKeys.FLAGS, flags(service), "[]");
    option(text, ConfigKeys.PERSISTENT, service.persistence(), 0);
    option(text, ConfigKeys.NETMASK, netmask(service), v6 ? "128" : "255.255.255.255");
    option(text, ConfigKeys.ENGINE, scalar(service.engine()), scalar(""));
    option(text, ConfigKeys.ONE_PACKET, service.flags().contains(Flag.ONE_PACKET), false);
    return text.toString();
  }

  private static void option(StringBuilder text, String key, Object value, Object usual) {
    if (!value.toString().equals(usual.toString())) {
      text.append(INDENT).append(key).append(": ").append(value).append('\n');
    }
  }

  private static boolean realServersShowFamily(VirtualServiceSpec server, boolean v6) {
    return !server.servers().isEmpty()
        && server.servers().stream().allMatch(real -> real.endpoint().ip().isV6() == v6);
  }

  private static List<String> flags(VirtualService service) {
    List<String> names = new ArrayList<>();
    for (Flag flag : List.of(Flag.SCHED_1, Flag.SCHED_2, Flag.SCHED_3)) {
      if (service.flags().contains(flag)) {
        names.add(SchedulerFlag.of(flag, service.scheduler()).toString());
      }
    }
    return names;
  }

  private static String netmask(VirtualService service) {
    int mask = service.mask();
    if (service.match().isV6()) {
      return Integer.toString(mask);
    }
    int bits = mask == 0 ? 0 : -1 << (32 - mask);
    return Ip.of(ByteBuffer.allocate(Integer.BYTES).putInt(bits).array()).toString();
  }

  private static String realServers(VirtualServiceSpec server, Forwarding method) {
    if (server.servers().isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(INDENT + ConfigKeys.REAL_SERVERS + ":\n");
    for (RealServer real : server.servers()) {
      boolean samePort = real.endpoint().port() == port(server.service().match());
      String rip = scalar(samePort ? real.endpoint().ip().toString() : real.endpoint().toString());
      String more = more(real, method);
      String item = more.isEmpty() ? rip : "{rip: " + rip + more + "}";
      text.append(INDENT).append("  - ").append(item).append('\n');
    }
    return text.toString();
  }

  private static String more(RealServer real, Forwarding method) {
    StringJoiner more = new StringJoiner(", ", ", ", "").setEmptyValue("");
    Tunnel tunnel = real.tunnel();
    add(more, ConfigKeys.WEIGHT, real.weight(), 1);
    add(more, ConfigKeys.UPPER, real.upper(), 0);
    add(more, ConfigKeys.LOWER, real.lower(), 0);
    add(more, ConfigKeys.METHOD, real.method(), method);
    add(more, ConfigKeys.TUNNEL, tunnel.type(), Tunnel.Type.IPIP);
    add(more, ConfigKeys.TUNNEL_PORT, tunnel.port(), 0);
    add(more, ConfigKeys.CHECKSUM, tunnel.checksum(), Tunnel.Checksum.NONE);
    return more.toString();
  }

  private static void add(StringJoiner to, String key, Object value, Object usual) {
    if (!value.toString().equals(usual.toString())) {
      to.add(key + ": " + value);
    }
  }
}
