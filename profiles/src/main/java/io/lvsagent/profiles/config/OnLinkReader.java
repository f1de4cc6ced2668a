package io.lvsagent.profiles.config;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.iface.wire.Mac;
import io.lvsagent.profiles.model.DeviceName;
import io.lvsagent.profiles.model.IpRange;
import io.lvsagent.profiles.model.OnLinkHosts;
import io.lvsagent.profiles.model.ReservedRange;
import io.lvsagent.profiles.model.VipRange;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the hosts that a service reaches directly on its device. */
final class OnLinkReader {
  private static final String ADVICE = "list at least one host, or remove the key";

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
    List<Ip> routes = new ArrayList<>();
    if (config.has(ConfigKeys.ROUTES)) {
      Map<Ip, Place> seen = new HashMap<>();
      for (Node item : config.at(ConfigKeys.ROUTES).items(ADVICE)) {
        routes.add(host(item, seen));
      }
    }
    return new OnLinkHosts(neighbours, routes);
  }

  private List<Neighbour> neighbours(Node node, String device) {
    Map<Ip, Place> seen = new HashMap<>();
    List<Neighbour> neighbours = new ArrayList<>();
    for (Mapping.Entry entry : entries(node)) {
      Ip ip = host(new Node.Scalar(entry.place(), entry.key()), seen);
      neighbours.add(Neighbour.permanent(device, ip, entry.value().parsed(Mac::parse).toString()));
    }
    node.refuseIf(neighbours.isEmpty(), "is empty: %s", ADVICE);
    return neighbours;
  }

  private Collection<Mapping.Entry> entries(Node node) {
    if (node instanceof Mapping mapping) {
      return mapping.entries();
    }
    if (node instanceof Node.Scalar path && path.text().startsWith("/")) {
      return Ethers.entries(path.text(), files.text(path.parsed(Path::of)));
    }
    throw node.expected(
        "IP addresses with hardware addresses, or an absolute path such as /etc/ethers");
  }

  /** Returns an address that a host can have on a link and that is not a VIP of the service. */
  private Ip host(Node node, Map<Ip, Place> seen) {
    Ip ip = node.parsed(Ip::parse);
    Place place = node.place();
    ReservedRange.refuse(place, new IpRange(ip, ip), ip, "a host on the link");
    Optional<VipRange> vip = vips.find(ip);
    if (vip.isPresent()) {
      throw place.wrong("%s is a VIP of this service, listed at %s", ip, vip.get().place());
    }
    place.requireNew(seen, ip, "%s is given twice, first at %s");
    return ip;
  }
}
