package io.lvsagent.profiles.compile;

import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.nft.Chain;
import io.lvsagent.iface.nft.Statement;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.Severity;
import io.lvsagent.profiles.model.VipRange;
import io.lvsagent.profiles.model.VirtualServiceSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compiles the nftables tables of one service, one for each family. */
final class PacketRulesDemands {
  private static final String WHY_MARKS =
      "without it packets that a peer has balanced are balanced again and go back and forth";
  private static final String WHY_MASQUERADE =
      "without it other hosts cannot answer what the real servers send by themselves";

  private final Service service;

  PacketRulesDemands(Service service) {
    this.service = service;
  }

  List<Demand<Table>> tables() {
    List<Demand<Table>> tables = new ArrayList<>();
    // Not family inet, which has no nat chains before Linux 5.2.
    for (String family : List.of("ip", "ip6")) {
      List<Chain> chains = new ArrayList<>();
      prerouting(family).ifPresent(chains::add);
      postrouting(family).ifPresent(chains::add);
      if (!chains.isEmpty()) {
        TableName name = new TableName(family, "lvs-agent-" + service.name());
        tables.add(Demand.of(new Table(name, chains, List.of()), Severity.BROKEN, why()));
      }
    }
    return tables;
  }

  private String why() {
    return service.packetRules().peers().isEmpty() ? WHY_MASQUERADE : WHY_MARKS;
  }

  /** Returns the chain that marks packets from every sender except the peers. */
  private Optional<Chain> prerouting(String family) {
    List<List<Statement>> rules = new ArrayList<>();
    for (VirtualServiceSpec server : service.balancing().virtualServers()) {
      if (server.service().match() instanceof ServiceMatch.Mark mark
          && mark.isV6() == isV6(family)) {
        Map<List<String>, List<String>> ports = new LinkedHashMap<>();
        for (VirtualServiceSpec.Marked packets : server.marked()) {
          ports
              .computeIfAbsent(vips(packets), vips -> new ArrayList<>())
              .add(Integer.toString(packets.match().endpoint().port()));
        }
        ports.forEach(
            (vips, numbers) ->
                rules.add(
                    List.of(
                        new Statement.FieldMatch(
                            "ether", "saddr", true, service.packetRules().peers()),
                        new Statement.FieldMatch(family, "daddr", false, vips),
                        new Statement.FieldMatch(protocol(server), "dport", false, numbers),
                        new Statement.SetMark(mark.mark()))));
      }
    }
    return chain(Chain.Hook.PREROUTING, rules);
  }

  private static String protocol(VirtualServiceSpec server) {
    return server.marked().get(0).match().protocol().toString();
  }

  private List<String> vips(VirtualServiceSpec.Marked packets) {
    if (!packets.onEachVip()) {
      return List.of(packets.match().endpoint().ip().toString());
    }
    List<String> vips = new ArrayList<>();
    for (VipRange range : service.ranges()) {
      if (range.isV6() == packets.match().isV6()) {
        range.vips().forEach(vip -> vips.add(vip.ip().toString()));
      }
    }
    return vips;
  }

  private static boolean isV6(String family) {
    return family.equals("ip6");
  }

  /** Has one rule for each subnet, because nft lists a set of adjoining prefixes differently. */
  private Optional<Chain> postrouting(String family) {
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
    return chain(Chain.Hook.POSTROUTING, rules);
  }

  private static Optional<Chain> chain(Chain.Hook hook, List<List<Statement>> rules) {
    return rules.isEmpty()
        ? Optional.empty()
        : Optional.of(new Chain(hook.name(), Optional.of(hook), rules));
  }
}
