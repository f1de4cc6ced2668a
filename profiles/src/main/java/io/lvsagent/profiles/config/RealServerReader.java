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
  public static final String RIP = "rip";
  public static final String WEIGHT = "weight";
  public static final String UPPER = "upper";
  public static final String LOWER = "lower";
  public static final String METHOD = "method";
  public static final String TUNNEL = "tunnel";
  public static final String TUNNEL_PORT = "tunnel-port";
  public static final String CHECKSUM = "checksum";
  private static final List<String> OF_TUNNELS = List.of(TUNNEL, TUNNEL_PORT, CHECKSUM);
  public static final List<String> KEYS =
      List.of(RIP, WEIGHT, UPPER, LOWER, METHOD, TUNNEL, TUNNEL_PORT, CHECKSUM);

  private RealServerReader() {}

  /** By this method where it names none. */
  static RealServerRow read(Node node, Forwarding method) {
    if (!(node instanceof Mapping own)) {
      return row(node, method, 1, 0, 0, Tunnel.IPIP);
    }
    own.allow(KEYS);
    Node rip =
        own.find(RIP).orElseThrow(() -> own.place().wrong("has no \"rip\", such as 192.0.2.21"));
    Forwarding by = own.oneOf(METHOD, ProfileReader.METHODS, method);
    long weight = own.number(WEIGHT, 0, Integer.MAX_VALUE, 1);
    long upper = own.number(UPPER, 0, Integer.MAX_VALUE, 0);
    long lower = own.number(LOWER, 0, Integer.MAX_VALUE, 0);
    if (lower > upper) {
      throw own.at(LOWER)
          .place()
          .wrong(lower + " is above \"upper\", which is " + (upper == 0 ? "not set" : upper));
    }
    return row(rip, by, (int) weight, upper, lower, tunnel(own, by));
  }

  private static RealServerRow row(
      Node rip, Forwarding method, int weight, long upper, long lower, Tunnel tunnel) {
    String text = rip.text();
    boolean ownPort = hasPort(text);
    try {
      Endpoint endpoint = ownPort ? Endpoint.parse(text) : new Endpoint(Ip.parse(text), 0);
      Ip ip = endpoint.ip();
      Optional<ReservedRange> unfit = ReservedRange.within(new IpRange(ip, ip));
      if (unfit.isPresent() && !unfit.get().isLoopback()) {
        throw rip.place().wrong(ip + " is no real server: " + unfit.get());
      }
      RealServer server = new RealServer(endpoint, method, weight, upper, lower, tunnel);
      return new RealServerRow(server, ownPort, rip.place());
    } catch (IllegalArgumentException e) {
      throw rip.place().wrong(e);
    }
  }

  /** Whether it is ADDRESS:PORT rather than an address alone. */
  public static boolean hasPort(String text) {
    int colon = text.indexOf(':');
    return text.startsWith("[") || (colon >= 0 && colon == text.lastIndexOf(':'));
  }

  private static Tunnel tunnel(Mapping own, Forwarding method) {
    for (String key : OF_TUNNELS) {
      if (own.has(key) && method != Forwarding.TUNNEL) {
        throw own.at(key).place().wrong("is of use to tunnels alone, and this goes by " + method);
      }
    }
    Tunnel.Type type = own.oneOf(TUNNEL, List.of(Tunnel.Type.values()), Tunnel.Type.IPIP);
    if (type == Tunnel.Type.GUE && !own.has(TUNNEL_PORT)) {
      throw own.at(TUNNEL).place().wrong("gue needs \"tunnel-port\", such as 6080");
    }
    if (type != Tunnel.Type.GUE && own.has(TUNNEL_PORT)) {
      throw own.at(TUNNEL_PORT).place().wrong(type + " has no port: leave it out, or use gue");
    }
    int port = (int) own.number(TUNNEL_PORT, 1, 65_535, 0);
    List<Tunnel.Checksum> all = List.of(Tunnel.Checksum.values());
    Tunnel.Checksum checksum = own.oneOf(CHECKSUM, all, Tunnel.Checksum.NONE);
    if (!fits(type, checksum)) {
      throw own.at(CHECKSUM).place().wrong(type + " has no " + checksum + " checksum");
    }
    return new Tunnel(type, port, checksum);
  }

  /** As {@code ipvsadm} has it. */
  private static boolean fits(Tunnel.Type type, Tunnel.Checksum checksum) {
    return switch (type) {
      case IPIP -> checksum == Tunnel.Checksum.NONE;
      case GRE -> checksum != Tunnel.Checksum.REMOTE;
      case GUE -> true;
    };
  }
}
