package io.lvsagent.iface.route;

import io.lvsagent.iface.netlink.MessageWriter;
import io.lvsagent.iface.netlink.NlMsgHdr;
import io.lvsagent.iface.netlink.PayloadReader;
import io.lvsagent.iface.netlink.Query;
import java.util.List;

/** Lists the routing rules of one family. */
record RuleQuery(boolean v6) implements Query<Rule> {
  @Override
  public void write(MessageWriter out) {
    out.header(RtmType.RTM_GETRULE, NlMsgHdr.NLM_F_DUMP);
    FibRuleHdr.writeDump(out, v6);
  }

  /** Filters the answer, because a kernel without rules for IPv6 answers with those of IPv4. */
  @Override
  public void read(PayloadReader answer, List<Rule> into) {
    Rule rule = FibRuleHdr.read(answer);
    if (rule.v6() == v6) {
      into.add(rule);
    }
  }

  @Override
  public String toString() {
    return v6 ? "list IPv6 rules" : "list IPv4 rules";
  }
}
