package io.lvsagent.iface.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.netlink.Hex;
import io.lvsagent.iface.netlink.Truncation;
import io.lvsagent.iface.netlink.Wire;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FibRuleHdrTest {
  @Test
  void asksForTheRulesOfAFamily() {
    assertThat(Wire.write(new RuleQuery(true)))
        .isEqualTo(
            Hex.bytes(
                """
                1c 00 00 00    # nlmsg_len 28
                22 00 01 03    # RTM_GETRULE, NLM_F_REQUEST NLM_F_DUMP
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                0a 00 00 00    # AF_INET6, dst_len, src_len, tos
                00 00 00 00    # table, res1, res2, action
                00 00 00 00    # flags
                """));
  }

  @Test
  void readsARule() {
    byte[] answer =
        Hex.bytes(
            """
            48 00 00 00    # nlmsg_len 72
            20 00          # nlmsg_type RTM_NEWRULE
            02 00          # nlmsg_flags NLM_F_MULTI
            01 00 00 00    # nlmsg_seq
            4d 00 00 00    # nlmsg_pid 77
            02 20 08 00    # AF_INET, dst_len 32, src_len 8, tos
            00 00 00 01    # table RT_TABLE_UNSPEC, res1, res2, FR_ACT_TO_TBL
            00 00 00 00    # flags
            08 00 0f 00    # FRA_TABLE
            e8 03 00 00    #   1000
            08 00 06 00    # FRA_PRIORITY
            64 00 00 00    #   100
            09 00 03 00    # FRA_IIFNAME
            65 74 68 30 00 00 00 00    #   eth0
            08 00 01 00    # FRA_DST
            c0 00 02 0a    #   192.0.2.10
            08 00 02 00    # FRA_SRC
            0a 00 00 00    #   10.0.0.0
            """);
    assertThat(Wire.read(new RuleQuery(false), answer))
        .extracting(Rule::toString)
        .containsExactly("100: from 10.0.0.0/8 to 192.0.2.10/32 iif eth0 lookup 1000");
    assertThat(Wire.read(new RuleQuery(true), answer)).isEmpty();
    Truncation.isNoticed(new RuleQuery(false), answer, Set.of(28, 36, 44, 53, 54, 55, 56, 64));
  }
}
