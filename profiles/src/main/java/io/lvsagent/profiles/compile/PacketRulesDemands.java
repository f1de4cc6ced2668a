package io.lvsagent.profiles.compile;

import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.nft.Chain;
import io.lvsagent.iface.nft.Statement;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.VirtualServiceSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compiles the nftables tables of one service, one for each family. */
final class PacketRulesDemands {
  private static final String WHY_MARKS =
      "without it packets that a peer has balanced are balanced again and go back and forth";
  private static final String WHY_MASQUERADE =
      "without it other hosts cannot answer what the real servers send by themselves";

  private static final String WHY_CLIENTS =
      "without it a real server answers clients past this host, unless its gateway is this host and"
          + " the client is in another network";

  private final Service service;

  PacketRulesDemands(Service service) {
    this.service = service;
  }

  List<Demand<Table>> tables() {
    List<Demand<Table>> tables = new ArrayList<>();
    // Not family inet, which has no nat chains before Linux 5.2.
    for (String family : List.of("ip", "ip6")) {
      List<Chain> chains = new ArrayList<>();
      add(chains, Chain.Hook.PREROUTING, prerouting(family));
      add(chains, Chain.Hook.POSTROUTING, postrouting(family));
      if (!chains.isEmpty()) {
        TableName name = new TableName(family, "lvs-agent-" + service.name());
        tables.add(Demand.of(new Table(name, chains, List.of()), why()));
      }
    }
    return tables;
  }

  private String why() {
    if (!service.packetRules().peers().isEmpty()) {
      return WHY_MARKS;
    }
    return service.packetRules().masqueraded().isEmpty() ? WHY_CLIENTS : WHY_MASQUERADE;
  }

  /** Returns the rules that mark packets from every sender except the peers. */
  private List<List<Statement>> prerouting(String family) {
    List<List<Statement>> rules = new ArrayList<>();
    for (VirtualServiceSpec server : service.balancing().virtualServers()) {
      if (server.service().match() instanceof ServiceMatch.Mark mark
          && mark.isV6() == isV6(family)
          && !server.marked().isEmpty()) {
        Map<List<String>, List<String>> ports = new LinkedHashMap<>();
        for (VirtualServiceSpec.Marked packets : server.marked()) {
          ports
              .computeIfAbsent(vips(packets), vips -> new ArrayList<>())
              .add(Integer.toString(packets.match().endpoint().port()));
        }
        List<String> peers = service.packetRules().peers();
        String protocol = server.marked().get(0).match().protocol().toString();
        ports.forEach(
            (vips, numbers) ->
                rules.add(
                    List.of(
                        new Statement.FieldMatch("ether", "saddr", true, peers),
                        new Statement.FieldMatch(family, "daddr", false, vips),
                        new Statement.FieldMatch(protocol, "dport", false, numbers),
                        new Statement.SetMark(mark.mark()))));
      }
    }
    return rules;
  }

  private List<String> vips(VirtualServiceSpec.Marked packets) {
    if (!packets.onEachVip()) {
      return List.of(packets.match().endpoint().ip().toString());
    }
    return service.vips(packets.match().isV6()).stream().map(vip -> vip.ip().toString()).toList();
  }

  private static boolean isV6(String family) {
    return family.equals("ip6");
  }

  /** Has one rule for each subnet, because nft lists a set of adjoining prefixes differently. */
  private List<List<Statement>> postrouting(String family) {
    List<List<Statement>> rules = new ArrayList<>();
    for (IpPrefix subnet : service.packetRules().masqueraded()) {
      if (subnet.ip().isV6() == isV6(family)) {
        String source = subnet.isHost() ? subnet.ip().toString() : subnet.toString();
        rules.add(
            List.of(
                new Statement.FieldMatch(family, "saddr", false, List.of(source)),
                new Statement.Masquerade()));
      }
    }
    if (service.packetRules().masqueradesClients()) {
      rules.addAll(toRealServers(family));
    }
    return rules;
  }

  /**
   * Returns the rules for what is sent on to real servers, whose addresses have replaced the VIP by
   * then.
   */
  private List<List<Statement>> toRealServers(String family) {
    Map<Optional<Statement.FieldMatch>, Set<String>> servers = new LinkedHashMap<>();
    for (VirtualServiceSpec virtual : service.balancing().virtualServers()) {
      for (RealServer server : virtual.translated()) {
        Endpoint endpoint = server.endpoint();
        if (endpoint.ip().isV6() == isV6(family)) {
          servers
              .computeIfAbsent(port(virtual, endpoint), port -> new LinkedHashSet<>())
              .add(endpoint.ip().toString());
        }
      }
    }
    List<List<Statement>> rules = new ArrayList<>();
    servers.forEach(
        (port, addresses) -> {
          List<Statement> rule = new ArrayList<>();
          rule.add(new Statement.FieldMatch(family, "daddr", false, List.copyOf(addresses)));
          port.ifPresent(rule::add);
          rule.add(new Statement.Masquerade());
          rules.add(rule);
        });
    return rules;
  }

  /** Returns the condition for the port of a real server, unless it serves every port. */
  private static Optional<Statement.FieldMatch> port(VirtualServiceSpec virtual, Endpoint server) {
    return virtual.service().match() instanceof ServiceMatch.Listener listener && server.port() != 0
        ? Optional.of(
            new Statement.FieldMatch(
                listener.protocol().toString(),
                "dport",
                false,
                List.of(Integer.toString(server.port()))))
        : Optional.empty();
  }

  private static void add(List<Chain> chains, Chain.Hook hook, List<List<Statement>> rules) {
    if (!rules.isEmpty()) {
      chains.add(new Chain(hook.name(), Optional.of(hook), rules));
    }
  }
}
