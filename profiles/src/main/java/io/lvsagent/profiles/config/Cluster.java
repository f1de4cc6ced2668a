package io.lvsagent.profiles.config;

import io.lvsagent.iface.Ip;
import io.lvsagent.profiles.model.VipRange;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Directors and real servers that one config describes together. For each of its hosts it gives the
 * entries of services, as if they were written there.
 *
 * @param config the mapping of the cluster
 * @param directors the directors' own addresses, with their places
 * @param realServers the real servers' addresses, with their places
 * @param firstMark the mark of the first virtual server where directors balance by marks
 */
record Cluster(
    Mapping.Entry entry,
    Mapping config,
    ClusterMethod method,
    Map<Ip, Place> directors,
    Map<Ip, Place> realServers,
    long firstMark) {
  /** Ends the name of the director's service on a host that is a real server, too. */
  private static final String SUFFIX = ".director";

  String name() {
    return entry.key();
  }

  /** Returns the names that its services may have. */
  List<String> names() {
    return List.of(name(), name() + SUFFIX);
  }

  /** Returns the addresses of all its hosts, first those of the directors. */
  Set<Ip> hosts() {
    Set<Ip> hosts = new LinkedHashSet<>(directors.keySet());
    hosts.addAll(realServers.keySet());
    return hosts;
  }

  /** Returns a host of each kind: a director, a real server, and one that is both. */
  Collection<Ip> examples() {
    Map<String, Ip> examples = new LinkedHashMap<>();
    for (Ip host : hosts()) {
      String kind = directors.containsKey(host) + " " + realServers.containsKey(host);
      examples.putIfAbsent(kind, host);
    }
    return examples.values();
  }

  int virtualServers() {
    return config.has(ConfigKeys.VIRTUAL_SERVERS)
        ? config.at(ConfigKeys.VIRTUAL_SERVERS).items().size()
        : 0;
  }

  /** Throws ConfigException if a host of the cluster has one of its VIPs as its own address. */
  void requireNoVip(List<VipRange> vips) {
    Map<Ip, Place> hosts = new LinkedHashMap<>(realServers);
    hosts.putAll(directors);
    hosts.forEach(
        (ip, place) ->
            place.refuseIf(
                vips.stream().anyMatch(range -> range.contains(ip)),
                "%s is a VIP of this cluster: name the host by an address of its own",
                ip));
  }

  /** Returns the services of a host; none if the host has no part in the cluster. */
  List<Mapping.Entry> on(ClusterHost host) {
    List<Mapping.Entry> services = new ArrayList<>();
    Optional<Ip> director = own(directors, host);
    boolean both = director.isPresent() && own(realServers, host).isPresent();
    if (own(realServers, host).isPresent()) {
      realServer().ifPresent(services::add);
    }
    director.ifPresent(own -> services.add(director(own, host, both)));
    return services;
  }

  private static Optional<Ip> own(Map<Ip, Place> hosts, ClusterHost host) {
    return hosts.keySet().stream().filter(ip -> host.device(ip).isPresent()).findFirst();
  }

  /** Returns the real server's service; answers that come back by themselves need none. */
  private Optional<Mapping.Entry> realServer() {
    Mapping half = config.mapping(ConfigKeys.REAL_SERVER_SIDE);
    Mapping keys = common(method.realServer());
    if (method == ClusterMethod.NAT) {
      Optional<Node> gateway = half.find(ConfigKeys.GATEWAY).or(this::gateway);
      if (gateway.isEmpty()) {
        return Optional.empty();
      }
      keys = keys.with(ConfigKeys.DIRECTOR, gateway.get());
    }
    return Optional.of(entry(name(), keys.with(half.without(ConfigKeys.GATEWAY))));
  }

  private Optional<Node> gateway() {
    return config.find(ConfigKeys.GATEWAY);
  }

  private Mapping.Entry director(Ip own, ClusterHost host, boolean both) {
    Mapping half = config.mapping(ConfigKeys.DIRECTOR);
    List<Ip> others = directors.keySet().stream().filter(ip -> !ip.equals(own)).toList();
    boolean local =
        both && method == ClusterMethod.DR && !others.isEmpty() && !half.has(ConfigKeys.PROFILE);
    String name = both ? name() + SUFFIX : name();
    Node device =
        half.find(ConfigKeys.DEVICE)
            .orElseGet(() -> scalar(place(own), host.device(own).orElseThrow()));
    Mapping keys = common(local ? "director-local" : method.director());
    keys = keys.with(ConfigKeys.DEVICE, device);
    if (config.has(ConfigKeys.VIRTUAL_SERVERS)) {
      keys = keys.with(ConfigKeys.VIRTUAL_SERVERS, virtualServers(local));
    }
    if (local && !half.has(ConfigKeys.PEERS)) {
      List<Node> peers = new ArrayList<>();
      host.peers(name, device.text(), others).forEach(mac -> peers.add(scalar(place(own), mac)));
      keys = keys.with(ConfigKeys.PEERS, new Node.Sequence(place(own), peers));
    }
    if (method == ClusterMethod.DR) {
      requireNoRouter(host, half);
    }
    return entry(name, keys.with(local ? half : half.without(ConfigKeys.PEERS)));
  }

  /**
   * Requires that the host reaches the real servers directly, unless its service will see to it.
   */
  private void requireNoRouter(ClusterHost host, Mapping half) {
    if (half.has(ConfigKeys.ROUTES) || half.has(ConfigKeys.NEIGHBOURS)) {
      return;
    }
    realServers.forEach(
        (ip, place) -> {
          Optional<Ip> router = host.router(ip);
          place.refuseIf(
              router.isPresent(),
              "this director reaches %s by the router %s, but method dr needs its real servers on"
                  + " its own network: use tun",
              ip,
              router.map(Ip::toString).orElse(""));
        });
  }

  private Place place(Ip director) {
    return directors.getOrDefault(director, entry.place());
  }

  private Mapping common(String profile) {
    Place place = config.find(ConfigKeys.METHOD).map(Node::place).orElse(entry.place());
    Mapping keys =
        new Mapping(config.place(), Map.of()).with(ConfigKeys.PROFILE, scalar(place, profile));
    return config.has(ConfigKeys.VIPS)
        ? keys.with(ConfigKeys.VIPS, config.at(ConfigKeys.VIPS))
        : keys;
  }

  /** Returns the virtual servers, with real servers, and with marks where directors need them. */
  private Node virtualServers(boolean local) {
    Node all = config.at(ConfigKeys.VIRTUAL_SERVERS);
    List<Node> completed = new ArrayList<>();
    for (Node item : all.items()) {
      Mapping server = item.mapping();
      if (!server.has(ConfigKeys.REAL_SERVERS) && config.has(ConfigKeys.REAL_SERVERS)) {
        server = server.with(ConfigKeys.REAL_SERVERS, config.at(ConfigKeys.REAL_SERVERS));
      }
      if (!local) {
        server = server.without(ConfigKeys.MARK);
      } else if (!server.has(ConfigKeys.MARK) && !server.has(ConfigKeys.FWMARK)) {
        String mark = Long.toString(firstMark + completed.size());
        server = server.with(ConfigKeys.MARK, scalar(server.place(), mark));
      }
      completed.add(server);
    }
    return new Node.Sequence(all.place(), completed);
  }

  private Mapping.Entry entry(String name, Mapping keys) {
    return new Mapping.Entry(entry.place(), name, keys);
  }

  private static Node scalar(Place place, String text) {
    return new Node.Scalar(place, text);
  }
}
