package io.lvsagent.profiles;

import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.nft.Chain;
import io.lvsagent.iface.nft.Statement;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tables of nftables that one service needs: one for each family, of its own. */
final class PacketRulesDemands {
  private static final String WHY =
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
      postrouting(family).ifPresent(chains::add);
      if (!chains.isEmpty()) {
        TableName name = new TableName(family, "lvs-agent-" + service.name());
        tables.add(Demand.of(new Table(name, chains, List.of()), Severity.BROKEN, WHY));
      }
    }
    return tables;
  }

  /** A rule for each subnet, for nft lists a set of prefixes that adjoin as another set. */
  private Optional<Chain> postrouting(String family) {
    List<List<Statement>> rules = new ArrayList<>();
    for (IpPrefix subnet : service.packetRules().masqueraded()) {
      if (subnet.ip().isV6() == family.equals("ip6")) {
        String source = subnet.isHost() ? subnet.ip().toString() : subnet.toString();
        rules.add(
            List.of(
                new Statement.Match(family, "saddr", false, List.of(source)),
                new Statement.Masquerade()));
      }
    }
    Chain.Hook hook = Chain.Hook.POSTROUTING;
    return rules.isEmpty()
        ? Optional.empty()
        : Optional.of(new Chain(hook.name(), Optional.of(hook), rules));
  }
}
