package io.lvsagent.profiles.config;

import io.lvsagent.iface.Ip;
import io.lvsagent.profiles.model.DirectorGateway;
import io.lvsagent.profiles.yaml.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads which director the answers of a real server must leave through, at most one per family. */
final class GatewayReader {

  /** The IPv4 dummy address (RFC 7600), which is routed as the address of a client is. */
  private static final Ip ANY_IPV4 = Ip.parse("192.0.0.8");

  /** An address of the IPv6 documentation prefix (RFC 9637), which lies in global unicast space. */
  private static final Ip ANY_IPV6 = Ip.parse("3fff::8");

  private GatewayReader() {}

  static List<DirectorGateway> read(Node directors, Optional<Node> clients) {
    Map<Boolean, Ip> gateways = byFamily(directors);
    Map<Boolean, Ip> destinations = new LinkedHashMap<>();
    if (clients.isPresent()) {
      destinations.putAll(byFamily(clients.get()));
      destinations.forEach(
          (v6, client) -> {
            if (!gateways.containsKey(v6)) {
              throw clients
                  .get()
                  .place()
                  .wrong(
                      client
                          + " is "
                          + family(v6)
                          + ", but \"director\" has no "
                          + family(v6)
                          + " address");
            }
          });
    }
    List<DirectorGateway> read = new ArrayList<>();
    gateways.forEach(
        (v6, gateway) -> {
          Ip any = v6 ? ANY_IPV6 : ANY_IPV4;
          read.add(new DirectorGateway(destinations.getOrDefault(v6, any), gateway));
        });
    return read;
  }

  private static Map<Boolean, Ip> byFamily(Node node) {
    Map<Boolean, Ip> byFamily = new LinkedHashMap<>();
    for (Node item : node.oneOrMore()) {
      Ip ip = ip(item);
      Ip first = byFamily.putIfAbsent(ip.isV6(), ip);
      if (first != null) {
        throw item.place()
            .wrong(
                first
                    + " and "
                    + ip
                    + " are both "
                    + family(ip.isV6())
                    + ": name one of each family");
      }
    }
    if (byFamily.isEmpty()) {
      throw node.place().wrong("is empty: name one address, or one of each family");
    }
    return byFamily;
  }

  private static String family(boolean v6) {
    return v6 ? "IPv6" : "IPv4";
  }

  private static Ip ip(Node node) {
    try {
      return Ip.parse(node.text());
    } catch (IllegalArgumentException e) {
      throw node.place().wrong(e);
    }
  }
}
