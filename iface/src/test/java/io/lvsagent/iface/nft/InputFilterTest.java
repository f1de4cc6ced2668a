package io.lvsagent.iface.nft;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.nft.InputFilter.Fate;
import io.lvsagent.iface.nft.InputFilter.Packet;
import io.lvsagent.iface.nft.InputFilter.Verdict;
import io.lvsagent.iface.nft.Statement.FieldMatch;
import io.lvsagent.iface.nft.Statement.Other;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verdicts on rules that a test of the agent holds to the kernel, and on odd ones. */
final class InputFilterTest {
  private static final Packet WRAPPED = new Packet(false, 4, Optional.empty());

  /**
   * Returns a chain with rules that {@code ;} separates. A statement is {@code protocol field
   * VALUE,…}, with {@code !} before the values for others, or JSON.
   */
  private static Chain chain(String name, String policy, String rules) {
    List<List<Statement>> read = new ArrayList<>();
    for (String rule : rules.split(" ; ")) {
      List<Statement> statements = new ArrayList<>();
      for (String statement : rule.split(" & ")) {
        String[] words = statement.split(" ");
        boolean not = words.length == 3 && words[2].startsWith("!");
        statements.add(
            words.length == 3
                ? new FieldMatch(
                    words[0], words[1], not, List.of(words[2].substring(not ? 1 : 0).split(",")))
                : new Other(words[0].startsWith("{") ? statement : "{\"" + statement + "\":null}"));
      }
      read.add(statements);
    }
    Optional<Chain.Hook> hook =
        policy.isEmpty()
            ? Optional.empty()
            : Optional.of(new Chain.Hook("filter", "input", 0, policy));
    return new Chain(name, hook, rules.isEmpty() ? List.of() : read);
  }

  private static Verdict verdict(Packet packet, List<String> others, Chain... chains) {
    Table table = new Table(new TableName("inet", "f"), List.of(chains), others);
    return new InputFilter(List.of(table)).of(packet);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "accept | `` | PASSES",
        "drop | `` | DROPPED",
        "accept | meta l4proto ipencap & counter & drop | DROPPED",
        "accept | ip protocol !4,41 & drop | PASSES",
        "accept | ip6 nexthdr 4 & drop | PASSES",
        "accept | meta nfproto ipv4 & drop | DROPPED",
        "accept | meta iifname lo & drop | PASSES",
        "drop | meta iifname eth0 & accept | MAY_BE_DROPPED",
        "drop | tcp dport 22 & accept | DROPPED",
        "drop | ip saddr 192.0.2.1 & accept | MAY_BE_DROPPED",
        "accept | ip saddr 192.0.2.1 & drop | PASSES",
        "accept | ip saddr 192.0.2.1 & ip protocol 4 & drop | MAY_BE_DROPPED",
        "accept | {\"limit\":{\"rate\":1}} & meta l4proto 4 & drop | MAY_BE_DROPPED",
        "drop | {\"xt\":{\"name\":\"set\",\"type\":\"match\"}} & accept | MAY_BE_DROPPED",
        "accept | {\"xt\":{\"name\":\"REJECT\",\"type\":\"target\"}} | DROPPED",
        "accept | {\"xt\":{\"name\":\"LOG\",\"type\":\"target\"}} & {\"reject\":{\"type\":\"icmp\"}} | DROPPED",
        "drop | {\"queue\":{\"num\":1}} | MAY_BE_DROPPED",
        "drop | {\"match\":{\"left\":{\"ct\":{\"key\":\"state\"}},\"op\":\"in\",\"right\":[\"related\"]}} & accept | DROPPED",
        "drop | {\"match\":{\"left\":{\"ct\":{\"key\":\"state\"}},\"op\":\"==\",\"right\":\"new\"}} & accept | PASSES",
        "drop | {\"match\":{\"left\":{\"ct\":{\"key\":\"state\"}},\"op\":\"==\",\"right\":\"related\"}} & accept"
            + " ; notrack | MAY_BE_DROPPED",
        "drop | {\"vmap\":{\"data\":{\"set\":[]},\"key\":{\"ct\":{\"key\":\"state\"}}}} | DROPPED",
        "drop | {\"vmap\":{\"data\":{\"set\":[]},\"key\":{\"meta\":{\"key\":\"iifname\"}}}} | MAY_BE_DROPPED",
        "drop | return ; accept | DROPPED",
        "accept | ip saddr 192.0.2.1 & return ; meta l4proto 4 & drop | MAY_BE_DROPPED",
        "accept | {\"jump\":{\"target\":\"drops\"}} | DROPPED",
        "accept | {\"goto\":{\"target\":\"empty\"}} ; drop | PASSES",
        "drop | {\"jump\":{\"target\":\"nowhere\"}} | MAY_BE_DROPPED",
        "drop | {\"jump\":{\"target\":\"itself\"}} | MAY_BE_DROPPED",
        "accept | ip saddr 192.0.2.1 & {\"jump\":{\"target\":\"drops\"}} | PASSES",
        "accept | {\"match\":{\"left\":{\"payload\":{\"field\":\"dport\",\"protocol\":\"tcp\"}},\"op\":\"==\",\"right\":\"@s\"}}"
            + " & drop | PASSES",
      })
  void followsTheRules(String policy, String rules, Fate fate) {
    Chain drops = chain("drops", "", "drop");
    Chain empty = chain("empty", "", "");
    Chain itself = chain("itself", "", "{\"jump\":{\"target\":\"itself\"}}");
    Verdict verdict = verdict(WRAPPED, List.of(), drops, empty, itself, chain("in", policy, rules));
    assertThat(verdict.fate()).as("%s", verdict).isEqualTo(fate);
  }

  @ParameterizedTest
  @CsvSource({"6080, DROPPED", "6000, DROPPED", "6101, PASSES", "53, DROPPED"})
  void knowsPorts(int port, Fate fate) {
    String range =
        "{\"match\":{\"left\":{\"payload\":{\"field\":\"dport\",\"protocol\":\"udp\"}},"
            + "\"op\":\"==\",\"right\":{\"range\":[6000,6100]}}} & drop";
    Chain chain = chain("in", "accept", range + " ; th dport 53 & drop ; udp dport !" + port);
    assertThat(verdict(new Packet(true, 17, Optional.of(port)), List.of(), chain).fate())
        .isEqualTo(fate);
  }

  @Test
  void knowsFamiliesAndOddProtocols() {
    Chain chain = chain("in", "accept", "ip saddr 192.0.2.1 & drop ; meta l4proto 99 & drop");
    Packet odd = new Packet(true, 99, Optional.empty());
    assertThat(verdict(odd, List.of(), chain).fate()).isEqualTo(Fate.DROPPED);
    assertThat(verdict(new Packet(true, 41, Optional.empty()), List.of(), chain).fate())
        .isEqualTo(Fate.PASSES);
    assertThat(InputFilter.NONE.of(odd)).isEqualTo(Verdict.PASSES);
  }

  @Test
  void quotesTheRuleAndWhatMayAcceptBefore() {
    String rules = "ip saddr 192.0.2.1 & accept ; ip protocol 4 & counter & drop";
    assertThat(verdict(WRAPPED, List.of(), chain("in", "accept", rules)))
        .isEqualTo(
            new Verdict(
                Fate.MAY_BE_DROPPED,
                "table inet f, chain in",
                "ip protocol 4 counter drop",
                "table inet f, chain in: ip saddr 192.0.2.1 accept"));
    Other line = Other.remark("-A INPUT -m comment --comment \"a\" -j DROP");
    Chain.Hook hook = new Chain.Hook("filter", "input", 0, "accept");
    Chain old =
        new Chain("INPUT", Optional.of(hook), List.of(List.of(line, new Other("{\"drop\":null}"))));
    assertThat(verdict(WRAPPED, List.of(), old).rule())
        .isEqualTo("-A INPUT -m comment --comment \"a\" -j DROP");
  }

  @Test
  void aTableThatSleepsDropsNothing() {
    List<String> asleep = List.of("{\"table\":{\"flags\":\"dormant\"}}");
    assertThat(verdict(WRAPPED, asleep, chain("in", "drop", ""))).isEqualTo(Verdict.PASSES);
  }

  @ParameterizedTest
  @CsvSource({"inet, 01", "ip, 02", "ip6, 0a"})
  void asksForTheTablesOfAFamily(String family, String number) {
    byte[] message = io.lvsagent.iface.netlink.Wire.write(new TablesQuery(family));
    assertThat(message[16]).isEqualTo((byte) Integer.parseInt(number, 16));
    assertThat(new TablesQuery(family)).hasToString("list tables of nftables, family " + family);
  }
}
