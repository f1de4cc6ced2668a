package io.lvsagent.iface.nft;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.netlink.Hex;
import io.lvsagent.iface.netlink.Truncation;
import io.lvsagent.iface.netlink.Wire;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RulesQueryTest {
  private static final RulesQuery QUERY = new RulesQuery(new TableName("ip", "web"));

  @Test
  void asksForTheRulesOfATable() {
    assertThat(Wire.write(QUERY))
        .isEqualTo(
            Hex.bytes(
                """
                1c 00 00 00    # nlmsg_len 28
                07 0a 01 03    # NFNL_SUBSYS_NFTABLES, NFT_MSG_GETRULE; NLM_F_REQUEST NLM_F_DUMP
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                02 00 00 00    # NFPROTO_IPV4, NFNETLINK_V0, res_id
                08 00 01 00    # NFTA_RULE_TABLE
                77 65 62 00    #   web
                """));
    assertThat(QUERY).hasToString("list rules of nftables, table ip web");
  }

  @Test
  void readsTheChainOfARule() {
    byte[] answer =
        Hex.bytes(
            """
            24 00 00 00    # nlmsg_len 36
            06 0a 02 08    # NFT_MSG_NEWRULE, NLM_F_MULTI NLM_F_APPEND
            01 00 00 00    # nlmsg_seq
            4d 00 00 00    # nlmsg_pid 77
            02 00 00 05    # NFPROTO_IPV4, NFNETLINK_V0, res_id
            08 00 01 00    # NFTA_RULE_TABLE
            77 65 62 00    #   web
            08 00 02 00    # NFTA_RULE_CHAIN
            61 6c 6c 00    #   all
            """);
    assertThat(Wire.read(QUERY, answer)).containsExactly("all");
    Truncation.isNoticed(QUERY, answer, Set.of(20, 28));
  }
}
