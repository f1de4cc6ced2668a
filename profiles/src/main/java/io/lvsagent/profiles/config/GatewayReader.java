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
  private static final String ADVICE = "name one address, or one of each family";

  private GatewayReader() {}

  static List<DirectorGateway> read(Node directors, Optional<Node> clients) {
    Map<String, Ip> gateways = byFamily(directors);
    Map<String, Ip> destinations = clients.map(GatewayReader::byFamily).orElse(Map.of());
    for (Map.Entry<String, Ip> client : destinations.entrySet()) {
      String family = client.getKey();
      if (!gateways.containsKey(family)) {
        throw clients
            .orElseThrow()
            .wrong(
                "%s is %s, but \"director\" has no %s address", client.getValue(), family, family);
      }
    }
    List<DirectorGateway> read = new ArrayList<>();
    gateways.forEach(
        (family, gateway) -> {
          Ip any = DirectorGateway.anyClient(gateway.isV6());
          read.add(new DirectorGateway(destinations.getOrDefault(family, any), gateway));
        });
    return read;
  }

  private static Map<String, Ip> byFamily(Node node) {
    Map<String, Ip> byFamily = new LinkedHashMap<>();
    for (Node item : node.oneOrMore(ADVICE)) {
      Ip ip = item.parsed(Ip::parse);
      String family = ip.isV6() ? "IPv6" : "IPv4";
      Ip first = byFamily.putIfAbsent(family, ip);
      if (first != null) {
        throw item.wrong("%s and %s are both %s: name one of each family", first, ip, family);
      }
    }
    return byFamily;
  }
}
