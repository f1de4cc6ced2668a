package io.lvsagent.agent.apply;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.profiles.config.CommandLineService;
import io.lvsagent.profiles.config.Config;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.OnLinkHosts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.StringJoiner;

/** Services that one may want on a {@link ScenarioHost}, of every built-in profile. */
final class ScenarioServices {
  private static final List<String> BY_FLAGS =
      List.of("dr-many", "dr-uplink", "director-dr", "director-nat", "director-tun", "tun", "dr");

  private final Random random;
  private final Path folder;

  ScenarioServices(Random random, Path folder) {
    this.random = random;
    this.folder = folder;
  }

  private boolean oneOf(int n) {
    return random.nextInt(n) == 0;
  }

  /** Of one family or of both. */
  private List<String> vips(int first) {
    int families = random.nextInt(4);
    List<String> vips = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      if (families < 3) {
        vips.add(ScenarioHost.vip(first + i));
      }
      if (families > 1) {
        vips.add(ScenarioHost.vip6(first + i));
      }
    }
    return vips;
  }

  /**
   * Services may share VIPs, as real servers of several directors do; one that has them as routes
   * has its own.
   */
  Service service(String name, int number) {
    int kind = random.nextInt(14);
    String profile = BY_FLAGS.get(Math.min(kind, BY_FLAGS.size() - 1));
    boolean routes = profile.equals("dr-many");
    List<String> vips = vips(routes ? 30 + number * 3 : oneOf(3) ? 0 : number * 3);
    String device = oneOf(2) ? "eth0" : "eth1";
    switch (kind) {
      case 10:
        return balanced(name, vips, device, number);
      case 11:
        return masquerading(name, vips, device, number);
      case 12:
        return director(name, vips, device, number);
      case 13:
        return behindDirector(name);
      default:
    }
    if (routes && oneOf(2)) {
      vips.add("2001:db8:" + (70 + number) + "::/64");
    }
    boolean named = profile.equals("dr-uplink") || profile.equals("director-nat");
    boolean isDirector = profile.startsWith("director");
    List<String> uplinks = named || !isDirector && oneOf(2) ? List.of("eth0") : List.of();
    Service service =
        new CommandLineService(
                profile,
                vips,
                uplinks,
                isDirector ? Optional.of(device) : Optional.empty(),
                Optional.empty(),
                Optional.of(name))
            .service();
    return isDirector && oneOf(2) ? onLink(service) : service;
  }

  /** With real servers on its device, which flags cannot say. */
  private Service onLink(Service service) {
    String device = service.device().orElseThrow().name();
    List<Neighbour> neighbours = new ArrayList<>();
    for (int i = random.nextInt(3); i < 3; i++) {
      String mac = "02:00:00:00:00:0" + i;
      neighbours.add(ScenarioHost.neighbour(device, ScenarioHost.server(oneOf(3), i), mac));
    }
    List<Ip> routes = new ArrayList<>();
    if (oneOf(2)) {
      routes.add(Ip.parse(ScenarioHost.OUTSIDE));
    }
    if (oneOf(3)) {
      routes.add(Ip.parse(ScenarioHost.OUTSIDE6));
    }
    return new Service(
        service.name(),
        service.origin(),
        service.place(),
        service.profile(),
        service.sysctls(),
        service.ranges(),
        service.uplinks(),
        service.device(),
        service.external(),
        service.clients(),
        service.gateways(),
        service.balancing(),
        new OnLinkHosts(neighbours, routes),
        service.packetRules(),
        service.announcing());
  }

  /** A director with a table; where two have one VIP, each has a port of its own. */
  private Service balanced(String name, List<String> vips, String device, int number) {
    String family = vips.get(0).contains(":") ? "ipv6" : "ipv4";
    String marked = family.equals("ipv6") ? "'2001:db8:1::5'" : "10.0.0.5";
    return read(
        name,
        """
            profile: director-dr
            device: %s
            vips: %s
            weights: %s
            timeouts: {udp: 60}
            virtual-servers:
              - {tcp: %d, scheduler: wrr, persistent: %s, real-servers: %s}
              - {fwmark: %d, family: %s, real-servers: [{rip: %s, weight: %d}]}
        """
            .formatted(
                device,
                quoted(vips),
                oneOf(2) ? "managed" : "initial",
                80 + number,
                oneOf(2) ? "300" : "50",
                servers(vips),
                1 + number,
                family,
                marked,
                random.nextInt(5)));
  }

  private static String servers(List<String> vips) {
    List<String> servers = new ArrayList<>();
    if (vips.stream().anyMatch(vip -> !vip.contains(":"))) {
      servers.addAll(List.of("10.0.0.5", "10.0.0.6"));
    }
    if (vips.stream().anyMatch(vip -> vip.contains(":"))) {
      servers.add("2001:db8:1::5");
    }
    return quoted(servers);
  }

  /** A director of NAT with tables of nftables. */
  private Service masquerading(String name, List<String> vips, String device, int number) {
    List<String> subnets = new ArrayList<>();
    if (!oneOf(3)) {
      subnets.add("10.20.0.0/24");
    }
    if (subnets.isEmpty() || oneOf(2)) {
      subnets.add("2001:db8:20::/64");
    }
    String table =
        oneOf(2)
            ? ""
            : "    virtual-servers: [{tcp: %d, real-servers: %s}]\n"
                .formatted(80 + number, servers(vips));
    return read(
        name,
        "    profile: director-nat\n    uplinks: [eth0]\n    device: %s\n    vips: %s\n    masquerade: %s\n"
                .formatted(device, quoted(vips), quoted(subnets))
            + table);
  }

  /** A director beside others, which marks what does not come from them. */
  private Service director(String name, List<String> vips, String device, int number) {
    return read(
        name,
        """
            profile: director-local
            device: %s
            vips: %s
            peers: ["02:00:00:00:00:aa"]
            virtual-servers:
              - {tcp: %d, mark: %d, real-servers: %s}
        """
            .formatted(device, quoted(vips), 80 + number, 10 + number * 2, servers(vips)));
  }

  /** A real server that answers through a director, or ought to. */
  private Service behindDirector(String name) {
    List<String> directors = new ArrayList<>();
    if (!oneOf(3)) {
      directors.add("10.0.0.1");
    }
    if (directors.isEmpty() || oneOf(2)) {
      directors.add("2001:db8:1::9");
    }
    return read(name, "    profile: nat\n    director: %s\n".formatted(quoted(directors)));
  }

  private static String quoted(List<String> words) {
    StringJoiner list = new StringJoiner(", ", "[", "]");
    words.forEach(word -> list.add("'" + word + "'"));
    return list.toString();
  }

  private Service read(String name, String keys) {
    try {
      Files.createDirectories(folder);
      Path file = folder.resolve(name + ".yaml");
      Files.writeString(file, "services:\n  " + name + ":\n" + keys);
      return Config.read(file, uid -> true).services().get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
