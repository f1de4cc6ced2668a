package io.lvsagent.profiles.config;

import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.wire.Mac;
import io.lvsagent.profiles.model.IpRange;
import io.lvsagent.profiles.model.PacketRules;
import io.lvsagent.profiles.model.ReservedRange;
import io.lvsagent.profiles.model.Role;
import io.lvsagent.profiles.profile.Profile;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the changes that a director's service makes to packets. */
final class PacketRulesReader {
  private PacketRulesReader() {}

  private static final String CLIENTS = "clients";

  /**
   * @param translates true if the service has real servers that it reaches by address translation
   */
  static PacketRules read(Mapping config, Profile profile, boolean translates) {
    boolean director = profile.role() == Role.DIRECTOR;
    Optional<Node> subnets = ServiceReader.used(ConfigKeys.MASQUERADE, director, config, profile);
    List<Node> items = subnets.map(PacketRulesReader::items).orElse(List.of());
    Optional<Node> clients = items.stream().filter(PacketRulesReader::isClients).findFirst();
    clients.ifPresent(
        node ->
            node.refuseIf(
                !translates, "no real server is reached by method masquerade: remove \"clients\""));
    return new PacketRules(
        subnets(items.stream().filter(item -> !isClients(item)).toList()),
        clients.isPresent(),
        config.has(ConfigKeys.PEERS) ? peers(config.at(ConfigKeys.PEERS)) : List.of());
  }

  private static List<String> peers(Node node) {
    Map<String, Place> peers = new LinkedHashMap<>();
    for (Node item : node.items("list at least one hardware address, such as 00:0c:29:4e:80:4a")) {
      item.place()
          .requireNew(peers, item.parsed(Mac::parse).toString(), "%s is given twice, first at %s");
    }
    return List.copyOf(peers.keySet());
  }

  /** Returns the items of a list, or the one word {@code clients}. */
  private static List<Node> items(Node node) {
    return isClients(node)
        ? List.of(node)
        : node.items("list at least one subnet, such as 192.168.1.0/24");
  }

  private static boolean isClients(Node node) {
    return node instanceof Node.Scalar && node.text().equals(CLIENTS);
  }

  private static List<IpPrefix> subnets(List<Node> items) {
    Map<IpPrefix, Place> subnets = new LinkedHashMap<>();
    for (Node item : items) {
      IpPrefix subnet = subnet(item);
      for (Map.Entry<IpPrefix, Place> other : subnets.entrySet()) {
        if (IpRange.of(other.getKey()).overlaps(IpRange.of(subnet))) {
          throw item.wrong("%s overlaps %s at %s", subnet, other.getKey(), other.getValue());
        }
      }
      subnets.put(subnet, item.place());
    }
    return List.copyOf(subnets.keySet());
  }

  private static IpPrefix subnet(Node node) {
    IpPrefix subnet = node.parsed(IpPrefix::parse);
    VipReader.requireNoHostBits(node, subnet);
    ReservedRange.refuse(node.place(), IpRange.of(subnet), subnet, "masqueraded");
    return subnet;
  }
}
