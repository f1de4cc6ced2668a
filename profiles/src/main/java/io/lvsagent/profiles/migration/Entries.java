package io.lvsagent.profiles.migration;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the entries of a config that readers of foreign text add. */
final class Entries {
  private static final int MOST = 65_536;

  private Entries() {}

  static Mapping none(Place place) {
    return new Mapping(place, Map.of());
  }

  static Node.Scalar scalar(Place place, String text) {
    return new Node.Scalar(place, text);
  }

  static Mapping.Entry entry(Place place, String key, String text) {
    return new Mapping.Entry(place, key, scalar(place, text));
  }

  /** Returns the text of an address with a port. */
  static String endpoint(Ip ip, String port) {
    return ip.isV6() ? "[" + ip + "]:" + port : ip + ":" + port;
  }

  /** Returns the address that a word begins with; a prefix length behind it is left out. */
  static Ip ip(Node.Scalar word) {
    return word.text().indexOf('/') >= 0
        ? word.parsed(IpPrefix::parse).ip()
        : word.parsed(Ip::parse);
  }

  /** Returns all addresses from the first to the last; throws ConfigException for too many. */
  static List<Ip> range(Node.Scalar word, Ip first, Ip last) {
    word.refuseIf(first.isV6() != last.isV6(), "%s and %s are of two families", first, last);
    word.refuseIf(first.compareTo(last) > 0, "the range ends with %s before it begins", last);
    List<Ip> all = new ArrayList<>();
    for (Ip ip = first; ip.compareTo(last) <= 0; ip = ip.plus(1)) {
      all.add(ip);
      word.refuseIf(all.size() > MOST, "is a range of more than 65,536 addresses");
      if (ip.equals(last)) {
        break;
      }
    }
    return all;
  }
}
