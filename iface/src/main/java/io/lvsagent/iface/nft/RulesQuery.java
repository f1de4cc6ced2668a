package io.lvsagent.iface.nft;

import io.lvsagent.iface.netlink.Attributes;
import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.PayloadReader;
import io.lvsagent.iface.netlink.Query;
import java.util.List;

/** Lists the rules of a table, each as the name of its chain (linux/netfilter/nf_tables.h). */
public record RulesQuery(TableName table) implements Query<String> {
  private static final int NFT_MSG_GETRULE = 7;
  private static final int NFTA_RULE_TABLE = 1;
  private static final int NFTA_RULE_CHAIN = 2;

  @Override
  public void write(MessageWriter out) {
    TablesQuery.dump(out, NFT_MSG_GETRULE, table.family());
    out.attribute(NFTA_RULE_TABLE, table.name());
  }

  @Override
  public void read(PayloadReader answer, List<String> into) {
    Attributes rule = answer.skip(TablesQuery.NFGENMSG_LENGTH).attributes();
    into.add(rule.text(NFTA_RULE_CHAIN));
  }

  @Override
  public String toString() {
    return "list rules of nftables, table " + table;
  }
}
