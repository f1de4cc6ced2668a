package io.lvsagent.profiles.config;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.profiles.model.DeviceName;
import io.lvsagent.profiles.model.IpRange;
import io.lvsagent.profiles.model.OnLinkHosts;
import io.lvsagent.profiles.model.ReservedRange;
import io.lvsagent.profiles.model.VipRange;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the hosts that a service reaches directly on its device. */
final class OnLinkReader {

  private final Mapping config;
  private final Vips vips;
  private final ConfigFiles files;

  /**
   * @param config the keys of the service
   * @param files reads the file that lists the neighbours
   */
  OnLinkReader(Mapping config, Vips vips, ConfigFiles files) {
    this.config = config;
    this.vips = vips;
    this.files = files;
  }

  /** Returns the value of the first key that needs a device. */
  static Optional<Node> first(Mapping config) {
    return config.has(ConfigKeys.NEIGHBOURS)
        ? config.find(ConfigKeys.NEIGHBOURS)
        : config.find(ConfigKeys.ROUTES);
  }

  OnLinkHosts read(Optional<DeviceName> device) {
    List<Neighbour> neighbours = new ArrayList<>();
    if (config.has(ConfigKeys.NEIGHBOURS)) {
      neighbours.addAll(neighbours(config.at(ConfigKeys.NEIGHBOURS), device.orElseThrow().name()));
    }
    return new OnLinkHosts(
        neighbours,
        config.has(ConfigKeys.ROUTES) ? routes(config.at(ConfigKeys.ROUTES)) : List.of());
  }

  private List<Neighbour> neighbours(Node node, String device) {
    Map<Ip, Place> seen = new HashMap<>();
    List<Neighbour> neighbours = new ArrayList<>();
    for (Mapping.Entry entry : entries(node)) {
      Ip ip = host(entry.key(), entry.place(), seen);
      neighbours.add(Neighbour.permanent(device, ip, mac(entry.value())));
    }
    if (neighbours.isEmpty()) {
      throw node.place().wrong("is empty: list at least one host, or remove the key");
    }
    return neighbours;
  }

  private Collection<Mapping.Entry> entries(Node node) {
    if (node instanceof Mapping mapping) {
      return mapping.entries();
    }
    if (node instanceof Node.Scalar path && path.text().startsWith("/")) {
      return Ethers.entries(path.text(), files.text(path(path)));
    }
    throw node.expected(
        "IP addresses with hardware addresses, or an absolute path such as /etc/ethers");
  }

  private static Path path(Node node) {
    try {
      return Path.of(node.text());
    } catch (InvalidPathException e) {
      throw node.place().wrong(e);
    }
  }

  private List<Ip> routes(Node node) {
    Map<Ip, Place> seen = new HashMap<>();
    List<Ip> routes = new ArrayList<>();
    for (Node item : node.items()) {
      routes.add(host(item.text(), item.place(), seen));
    }
    if (routes.isEmpty()) {
      throw node.place().wrong("is empty: list at least one host, or remove the key");
    }
    return routes;
  }

  /** Returns an address that a host can have on a link and that is not a VIP of the service. */
  private Ip host(String text, Place place, Map<Ip, Place> seen) {
    Ip ip;
    try {
      ip = Ip.parse(text);
    } catch (IllegalArgumentException e) {
      throw place.wrong(e);
    }
    Optional<ReservedRange> reserved = ReservedRange.overlapping(new IpRange(ip, ip));
    if (reserved.isPresent()) {
      throw place.wrong(ip + " cannot be a host on the link: " + reserved.get());
    }
    Optional<VipRange> vip = vips.find(ip);
    if (vip.isPresent()) {
      throw place.wrong(ip + " is a VIP of this service, listed at " + vip.get().place());
    }
    Place first = seen.putIfAbsent(ip, place);
    if (first != null) {
      throw place.wrong(ip + " is given twice, first at " + first);
    }
    return ip;
  }

  private static String mac(Node node) {
    try {
      return Ethers.mac(node.text());
    } catch (IllegalArgumentException e) {
      throw node.place().wrong(e);
    }
  }
}
