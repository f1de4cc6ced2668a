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

/** The tables of nftables that one service needs: one for each family, of its own. */
final class PacketRulesDemands {
  private static final String WHY_MARKS =
      "what a peer has balanced would be balanced again, and go to and fro";
  private static final String WHY_MASQUERADE =
      "what real servers send by themselves comes back only to an address that others know";

  private final Service service;

  PacketRulesDemands(Service service) {
    this.service = service;
  }

  List<Demand<Table>> tables() {
    List<Demand<Table>> tables = new ArrayList<>();
    // not the family inet, whose chains have no nat before Linux 5.2
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

  /** Marks what comes from anybody but a peer. */
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
            (vips, its) ->
                rules.add(
                    List.of(
                        new Statement.FieldMatch(
                            "ether", "saddr", true, service.packetRules().peers()),
                        new Statement.FieldMatch(family, "daddr", false, vips),
                        new Statement.FieldMatch(protocol(server), "dport", false, its),
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

  /** A rule for each subnet, for nft lists a set of prefixes that adjoin as another set. */
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
