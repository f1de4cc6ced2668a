package io.lvsagent.iface.nft;

import io.lvsagent.iface.netlink.Attributes;
import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.NlMsgHdr;
import io.lvsagent.iface.netlink.PayloadReader;
import io.lvsagent.iface.netlink.Query;
import java.util.List;

/**
 * Lists the tables of a family by netlink, which costs no run of nft (linux/netfilter/nfnetlink.h
 * and nf_tables.h).
 *
 * @param family as nft names it: inet, ip, arp or ip6
 */
public record TablesQuery(String family) implements Query<TableName> {
  public static final int NETLINK_NETFILTER = 12;

  private static final int NFNL_SUBSYS_NFTABLES = 10;
  private static final int NFT_MSG_GETTABLE = 1;
  private static final int NFTA_TABLE_NAME = 1;

  /** struct nfgenmsg: family, version, resource. */
  static final int NFGENMSG_LENGTH = 4;

  @Override
  public void write(MessageWriter out) {
    dump(out, NFT_MSG_GETTABLE, family);
  }

  static void dump(MessageWriter out, int type, String family) {
    out.header(NFNL_SUBSYS_NFTABLES << 8 | type, NlMsgHdr.NLM_F_DUMP);
    out.u8(nfproto(family)).u8(0).u16(0);
  }

  @Override
  public void read(PayloadReader answer, List<TableName> into) {
    Attributes table = answer.skip(NFGENMSG_LENGTH).attributes();
    into.add(new TableName(family, table.text(NFTA_TABLE_NAME)));
  }

  /** NFPROTO_* of linux/netfilter.h. */
  private static int nfproto(String family) {
    return switch (family) {
      case "inet" -> 1;
      case "ip" -> 2;
      case "arp" -> 3;
      default -> 10;
    };
  }

  @Override
  public String toString() {
    return "list tables of nftables, family " + family;
  }
}
