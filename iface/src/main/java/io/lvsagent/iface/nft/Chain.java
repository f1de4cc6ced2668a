package io.lvsagent.iface.nft;

import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * A chain of rules, each of which is a list of statements.
 *
 * @param hook empty for a chain that only other rules jump to
 */
public record Chain(String name, Optional<Hook> hook, List<List<Statement>> rules) {
  /**
   * The point where the kernel runs a chain.
   *
   * @param policy verdict on a packet that no rule decides
   */
  public record Hook(String type, String name, int priority, String policy) {
    private static final String ACCEPT = "accept";

    /** Runs before IPVS sees a packet (NF_IP_PRI_MANGLE of linux/netfilter_ipv4.h). */
    public static final Hook PREROUTING = new Hook("filter", "prerouting", -150, ACCEPT);

    /** Runs at NF_IP_PRI_NAT_SRC (linux/netfilter_ipv4.h). */
    public static final Hook POSTROUTING = new Hook("nat", "postrouting", 100, ACCEPT);

    String text() {
      String where = "type " + type + " hook " + name + " priority " + priority + ";";
      return policy.equals(ACCEPT) ? where : where + " policy " + policy + ";";
    }
  }

  public Chain {
    rules = rules.stream().map(List::copyOf).toList();
  }

  String text() {
    StringBuilder text = new StringBuilder("chain " + name + " { ");
    hook.ifPresent(where -> text.append(where.text()).append(' '));
    for (List<Statement> rule : rules) {
      StringJoiner words = new StringJoiner(" ", "", "; ");
      rule.forEach(statement -> words.add(statement.text()));
      text.append(words);
    }
    return text.append('}').toString();
  }
}
