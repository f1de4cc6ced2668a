package io.lvsagent.profiles.config;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.Tunnel;
import io.lvsagent.profiles.model.IpRange;
import io.lvsagent.profiles.model.ReservedRange;
import io.lvsagent.profiles.profile.ProfileReader;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import java.util.List;
import java.util.Optional;

/** Reads one real server of a virtual server. */
public final class RealServerReader {
  private static final List<String> TUNNEL_KEYS =
      List.of(ConfigKeys.TUNNEL, ConfigKeys.TUNNEL_PORT, ConfigKeys.CHECKSUM);

  private RealServerReader() {}

  /** Reads a real server; {@code method} applies if the node names none. Throws ConfigException. */
  static RealServerRow read(Node node, Forwarding method) {
    if (!(node instanceof Mapping config)) {
      return row(node, method, 1, 0, 0, Tunnel.IPIP);
    }
    config.allow(ConfigKeys.REAL_SERVER);
    Node rip = config.require(ConfigKeys.RIP, "add an address such as 192.0.2.21");
    Forwarding by = config.oneOf(ConfigKeys.METHOD, ProfileReader.METHODS, method);
    long weight = config.number(ConfigKeys.WEIGHT, 0, Integer.MAX_VALUE, 1);
    long upper = config.number(ConfigKeys.UPPER, 0, Integer.MAX_VALUE, 0);
    long lower = config.number(ConfigKeys.LOWER, 0, Integer.MAX_VALUE, 0);
    if (lower > upper) {
      Object set = upper == 0 ? "not set" : upper;
      Node threshold = config.at(ConfigKeys.LOWER);
      throw threshold.wrong("%s is greater than \"upper\", which is %s", lower, set);
    }
    return row(rip, by, (int) weight, upper, lower, tunnel(config, by));
  }

  private static RealServerRow row(
      Node rip, Forwarding method, int weight, long upper, long lower, Tunnel tunnel) {
    Endpoint endpoint = rip.parsed(RealServerReader::endpoint);
    Ip ip = endpoint.ip();
    Optional<ReservedRange> reserved = ReservedRange.overlapping(new IpRange(ip, ip));
    if (reserved.isPresent() && !reserved.get().isLoopback()) {
      throw rip.wrong("%s cannot be a real server: %s", ip, reserved.get());
    }
    RealServer server = new RealServer(endpoint, method, weight, upper, lower, tunnel);
    return new RealServerRow(server, hasPort(rip.text()), rip.place());
  }

  /**
   * Returns the endpoint ADDRESS:PORT, with port 0 for an address alone. Throws
   * IllegalArgumentException for any other text.
   */
  public static Endpoint endpoint(String text) {
    return hasPort(text) ? Endpoint.parse(text) : new Endpoint(Ip.parse(text), 0);
  }

  private static boolean hasPort(String text) {
    int colon = text.indexOf(':');
    return text.startsWith("[") || (colon >= 0 && colon == text.lastIndexOf(':'));
  }

  private static Tunnel tunnel(Mapping config, Forwarding method) {
    for (String key : TUNNEL_KEYS) {
      if (config.has(key) && method != Forwarding.TUNNEL) {
        Node value = config.at(key);
        throw value.wrong(
            "applies only to \"method: tunnel\", but the method is %s: remove it", method);
      }
    }
    Tunnel.Type type =
        config.oneOf(ConfigKeys.TUNNEL, List.of(Tunnel.Type.values()), Tunnel.Type.IPIP);
    if (type == Tunnel.Type.GUE && !config.has(ConfigKeys.TUNNEL_PORT)) {
      throw config.at(ConfigKeys.TUNNEL).wrong("gue needs \"tunnel-port\", such as 6080");
    }
    if (type != Tunnel.Type.GUE && config.has(ConfigKeys.TUNNEL_PORT)) {
      Node node = config.at(ConfigKeys.TUNNEL_PORT);
      throw node.wrong("%s has no port: remove it, or use gue", type);
    }
    int port = (int) config.number(ConfigKeys.TUNNEL_PORT, 1, 65_535, 0);
    List<Tunnel.Checksum> all = List.of(Tunnel.Checksum.values());
    Tunnel.Checksum checksum = config.oneOf(ConfigKeys.CHECKSUM, all, Tunnel.Checksum.NONE);
    if (!fits(type, checksum)) {
      Node node = config.at(ConfigKeys.CHECKSUM);
      throw node.wrong("tunnel type %s does not support checksum %s", type, checksum);
    }
    return new Tunnel(type, port, checksum);
  }

  /** Returns true for the combinations that {@code ipvsadm} allows. */
  private static boolean fits(Tunnel.Type type, Tunnel.Checksum checksum) {
    return switch (type) {
      case IPIP -> checksum == Tunnel.Checksum.NONE;
      case GRE -> checksum != Tunnel.Checksum.REMOTE;
      case GUE -> true;
    };
  }
}
