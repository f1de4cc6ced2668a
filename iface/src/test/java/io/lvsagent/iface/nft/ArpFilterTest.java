package io.lvsagent.iface.nft;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.netlink.Hex;
import io.lvsagent.iface.netlink.Truncation;
import io.lvsagent.iface.netlink.Wire;
import io.lvsagent.iface.nft.ArpFilter.Fate;
import io.lvsagent.iface.nft.Statement.FieldMatch;
import io.lvsagent.iface.nft.Statement.Other;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ArpFilterTest {
  private static final Ip VIP = Ip.parse("192.0.2.10");
  private static final Statement DROP = new Other("{\"drop\":null}");
  private static final Statement ACCEPT = new Other("{\"accept\":null}");
  private static final Statement COUNTER = new Other("{\"counter\":null}");
  private static final Statement JUMP = new Other("{\"jump\":{\"target\":\"x\"}}");
  private static final Statement DISGUISE =
      new Other(
          "{\"mangle\":{\"key\":{\"payload\":{\"field\":\"saddr ip\",\"protocol\":\"arp\"}},"
              + "\"value\":\"192.0.2.2\"}}");

  private static ArpFilter filter(String hook, String policy, Statement... rule) {
    return filter(List.of(), hook, policy, rule);
  }

  private static ArpFilter filter(
      List<String> others, String hook, String policy, Statement... rule) {
    Chain.Hook where = new Chain.Hook("filter", hook, 0, policy);
    Chain chain = new Chain("c", Optional.of(where), List.of(List.of(rule)));
    Chain other = new Chain("x", Optional.empty(), List.of(List.of(DROP)));
    TableName name = new TableName("arp", "t");
    return new ArpFilter(List.of(new Table(name, List.of(other, chain), others)));
  }

  private static Statement to(String... values) {
    return new FieldMatch("arp", "daddr ip", false, List.of(values));
  }

  private static Statement from(String value) {
    return new FieldMatch("arp", "saddr ip", false, List.of(value));
  }

  private static Statement device(String key, String name) {
    return new FieldMatch("meta", key, false, List.of(name));
  }

  private static boolean hides(ArpFilter filter) {
    return !filter.answer("eth0", VIP).passes();
  }

  @Test
  void namesTheChainThatDrops() {
    ArpFilter filter = filter("input", "accept", to("192.0.2.8/29"), COUNTER, DROP);
    assertThat(filter.answer("eth0", VIP))
        .isEqualTo(new ArpFilter.Verdict(Fate.DROPPED, "table arp t, chain c"));
    assertThat(filter.answer("eth0", Ip.parse("192.0.2.2")).passes()).isTrue();
    assertThat(filter.question("eth0", VIP).passes()).isTrue();
  }

  @Test
  void decidesOnlyWhatIsCertain() {
    assertThat(hides(ArpFilter.NONE)).isFalse();
    assertThat(hides(filter("input", "drop"))).isTrue();
    assertThat(hides(filter("input", "drop", from("192.0.2.1"), ACCEPT))).isFalse();
    assertThat(hides(filter("input", "drop", to("192.0.2.10"), ACCEPT))).isFalse();
    assertThat(hides(filter("input", "accept", from("192.0.2.1"), DROP))).isFalse();
    assertThat(hides(filter("input", "drop", JUMP))).isFalse();
    assertThat(hides(filter("input", "accept", to("here"), DROP))).isFalse();
    assertThat(hides(filter("forward", "drop"))).isFalse();
    List<String> asleep = List.of("{\"table\":{\"flags\":\"dormant\"}}");
    assertThat(hides(filter(asleep, "input", "drop"))).isFalse();
    Statement foreign = new FieldMatch("ether", "saddr", false, List.of("00:00:00:00:00:01"));
    assertThat(hides(filter("input", "accept", foreign, DROP))).isFalse();
  }

  @Test
  void knowsDevicesAndKindsOfPackets() {
    assertThat(hides(filter("input", "accept", device("iifname", "eth0"), DROP))).isTrue();
    assertThat(hides(filter("input", "accept", device("iifname", "eth1"), DROP))).isFalse();
    assertThat(hides(filter("input", "accept", device("iifname", "eth*"), DROP))).isFalse();
    assertThat(hides(filter("output", "accept", device("oifname", "eth0"), DROP))).isTrue();
    for (String field : List.of("htype 1", "hlen 6", "plen 4", "operation 1")) {
      String[] words = field.split(" ");
      Statement same = new FieldMatch("arp", words[0], false, List.of(words[1]));
      Statement other = new FieldMatch("arp", words[0], true, List.of(words[1]));
      assertThat(hides(filter("input", "accept", same, DROP))).as(field).isTrue();
      assertThat(hides(filter("input", "accept", other, DROP))).as(field).isFalse();
    }
  }

  @Test
  void aDisguiseHidesTheAnswerAndTheQuestion() {
    ArpFilter filter = filter("output", "accept", from("192.0.2.10"), DISGUISE);
    assertThat(filter.question("eth0", VIP).fate()).isEqualTo(Fate.DISGUISED);
    assertThat(filter.answer("eth0", VIP).fate()).isEqualTo(Fate.DISGUISED);
    assertThat(hides(filter("input", "accept", to("192.0.2.10"), DISGUISE))).isFalse();
  }

  @Test
  void asksForTheTablesOfFamilyArp() {
    assertThat(Wire.write(new TablesQuery("arp")))
        .isEqualTo(
            Hex.bytes(
                """
                14 00 00 00    # nlmsg_len 20
                01 0a 01 03    # NFNL_SUBSYS_NFTABLES, NFT_MSG_GETTABLE; NLM_F_REQUEST NLM_F_DUMP
                01 00 00 00    # nlmsg_seq
                4d 00 00 00    # nlmsg_pid 77
                03 00 00 00    # NFPROTO_ARP, NFNETLINK_V0, res_id
                """));
  }

  @Test
  void readsATable() {
    byte[] answer =
        Hex.bytes(
            """
            20 00 00 00    # nlmsg_len 32
            00 0a 02 00    # NFT_MSG_NEWTABLE, NLM_F_MULTI
            01 00 00 00    # nlmsg_seq
            4d 00 00 00    # nlmsg_pid 77
            03 00 00 05    # NFPROTO_ARP, NFNETLINK_V0, res_id
            0b 00 01 00    # NFTA_TABLE_NAME
            66 69 6c 74 65 72 00 00    #   filter
            """);
    assertThat(Wire.read(new TablesQuery("arp"), answer))
        .containsExactly(new TableName("arp", "filter"));
    Truncation.isNoticed(new TablesQuery("arp"), answer, Set.of(20, 31));
  }
}
