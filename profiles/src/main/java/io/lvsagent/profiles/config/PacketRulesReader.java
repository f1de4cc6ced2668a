package io.lvsagent.profiles.config;

import io.lvsagent.iface.IpPrefix;
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

  private final Mapping config;
  private final Profile profile;

  PacketRulesReader(Mapping config, Profile profile) {
    this.config = config;
    this.profile = profile;
  }

  PacketRules read() {
    return new PacketRules(
        config.has(ConfigKeys.MASQUERADE) ? subnets(config.at(ConfigKeys.MASQUERADE)) : List.of(),
        config.has(ConfigKeys.PEERS) ? peers(config.at(ConfigKeys.PEERS)) : List.of());
  }

  private List<String> peers(Node node) {
    Map<String, Place> peers = new LinkedHashMap<>();
    for (Node item : node.items()) {
      String mac;
      try {
        mac = Ethers.mac(item.text());
      } catch (IllegalArgumentException e) {
        throw item.place().wrong(e);
      }
      Place first = peers.putIfAbsent(mac, item.place());
      if (first != null) {
        throw item.place().wrong(mac + " is given twice, first at " + first);
      }
    }
    if (peers.isEmpty()) {
      throw node.place()
          .wrong("is empty: list at least one hardware address, such as 00:0c:29:4e:80:4a");
    }
    return List.copyOf(peers.keySet());
  }

  private List<IpPrefix> subnets(Node node) {
    if (profile.role() != Role.DIRECTOR) {
      throw node.place().wrong("profile " + profile.name() + " does not use this key: remove it");
    }
    Map<IpPrefix, Place> subnets = new LinkedHashMap<>();
    for (Node item : node.items()) {
      IpPrefix subnet = subnet(item);
      subnets.forEach(
          (other, place) -> {
            if (IpRange.of(other).overlaps(IpRange.of(subnet))) {
              throw item.place().wrong(subnet + " overlaps " + other + " at " + place);
            }
          });
      subnets.put(subnet, item.place());
    }
    if (subnets.isEmpty()) {
      throw node.place().wrong("is empty: list at least one subnet, such as 192.168.1.0/24");
    }
    return List.copyOf(subnets.keySet());
  }

  private static IpPrefix subnet(Node node) {
    IpPrefix subnet;
    try {
      subnet = IpPrefix.parse(node.text());
    } catch (IllegalArgumentException e) {
      throw node.place().wrong(e);
    }
    IpRange range = IpRange.of(subnet);
    if (!range.first().equals(subnet.ip())) {
      IpPrefix right = new IpPrefix(range.first(), subnet.length());
      throw node.place().wrong(subnet + " has host bits set: write " + right);
    }
    Optional<ReservedRange> reserved = ReservedRange.overlapping(range);
    if (reserved.isPresent()) {
      throw node.place().wrong(subnet + " cannot be masqueraded: " + reserved.get());
    }
    return subnet;
  }
}
