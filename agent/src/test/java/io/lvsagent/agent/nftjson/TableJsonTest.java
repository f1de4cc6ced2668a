package io.lvsagent.agent.nftjson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.iface.nft.Chain;
import io.lvsagent.iface.nft.NftEdit;
import io.lvsagent.iface.nft.Statement;
import io.lvsagent.iface.nft.Statement.FieldMatch;
import io.lvsagent.iface.nft.Statement.Masquerade;
import io.lvsagent.iface.nft.Statement.Other;
import io.lvsagent.iface.nft.Statement.SetMark;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TableJsonTest {
  private static final TableName NAME = new TableName("ip", "lvs-agent-web");
  private static final String BEGIN =
      "{\"nftables\":[{\"table\":{\"family\":\"ip\",\"name\":\"lvs-agent-web\"}}";
  private static final String CHAIN =
      "{\"chain\":{\"family\":\"ip\",\"table\":\"lvs-agent-web\",\"name\":\"bare\"}}";

  private static Table of(Chain... chains) {
    return new Table(NAME, List.of(chains), List.of());
  }

  private static Chain chain(Statement... rule) {
    return new Chain("bare", Optional.empty(), List.of(List.of(rule)));
  }

  private static String listing(String statement) {
    return BEGIN
        + ","
        + CHAIN
        + ",{\"rule\":{\"family\":\"ip\",\"table\":\"lvs-agent-web\",\"chain\":\"bare\",\"expr\":["
        + statement
        + "]}}]}";
  }

  /** The only statement of a table that nft lists so. */
  private static Statement read(String statement) {
    return TableReader.read(NAME, listing(statement)).chains().get(0).rules().get(0).get(0);
  }

  @Test
  void aListingReadsBackAsTheSame() {
    Chain.Hook dropping = new Chain.Hook("filter", "input", 0, "drop");
    Chain ours =
        new Chain(
            "prerouting",
            Optional.of(Chain.Hook.PREROUTING),
            List.of(
                List.of(
                    new FieldMatch("ether", "saddr", true, List.of("02:00:00:00:00:02")),
                    new FieldMatch("tcp", "dport", false, List.of("443", "80")),
                    new FieldMatch("ip", "saddr", false, List.of("10.0.0.0/8", "192.0.2.1")),
                    new SetMark(0xffff_ffffL)),
                List.of(new Masquerade())));
    Table strange =
        new Table(
            NAME,
            List.of(
                ours,
                new Chain("dropping", Optional.of(dropping), List.of()),
                chain(new Other("{\"log\":{\"prefix\":\"a\\tb\\n\\f\\u000B;{}\"}}"))),
            List.of("{\"set\":{\"name\":\"s\"}}"));
    for (Table table : List.of(strange, of(ours), of())) {
      String listing = TableWriter.listing(table);
      assertThat(TableReader.read(NAME, listing)).isEqualTo(table);
      assertThat(listing).as("a column of the ledger").doesNotContain("\t", "\n", "\f", "\u000b");
    }
  }

  @Test
  void statementsOfOursAreWrittenAsNftListsThem() {
    String payload = "{\"match\":{\"op\":\"==\",\"left\":{\"payload\":{\"protocol\":\"ip\",";
    assertThat(
            TableWriter.listing(
                of(
                    chain(
                        new FieldMatch("ip", "saddr", false, List.of("10.0.0.0/8")),
                        new FieldMatch("tcp", "dport", true, List.of("80", "443")),
                        new SetMark(7),
                        new Masquerade()))))
        .isEqualTo(
            listing(
                payload
                    + "\"field\":\"saddr\"}},\"right\":{\"prefix\":{\"addr\":\"10.0.0.0\",\"len\":8}}}},"
                    + "{\"match\":{\"op\":\"!=\",\"left\":{\"payload\":{\"protocol\":\"tcp\","
                    + "\"field\":\"dport\"}},\"right\":{\"set\":[80,443]}}},"
                    + "{\"mangle\":{\"key\":{\"meta\":{\"key\":\"mark\"}},\"value\":7}},"
                    + "{\"masquerade\":null}"));
  }

  @Test
  void everyEditIsAListOfCommands() {
    String name = "{\"table\":{\"family\":\"ip\",\"name\":\"lvs-agent-web\"}}";
    Table made = of(new Chain("bare", Optional.empty(), List.of()));
    assertThat(
            TableWriter.commands(
                List.of(
                    new NftEdit.Create(made), new NftEdit.Replace(made), new NftEdit.Delete(NAME))))
        .isEqualTo(
            "{\"nftables\":[{\"create\":%1$s},{\"add\":%2$s},".formatted(name, CHAIN)
                + "{\"delete\":%1$s},{\"add\":%1$s},{\"add\":%2$s},{\"delete\":%1$s}]}"
                    .formatted(name, CHAIN));
  }

  @Test
  void whatTheKernelCountsOrGivesIsLeftOut() {
    assertThat(read("{\"counter\":{\"packets\":1,\"bytes\":60}}"))
        .isEqualTo(new Other("{\"counter\":null}"));
    String flags = BEGIN.replace("\"name\"", "\"handle\":3,\"flags\":[\"dormant\"],\"name\"");
    assertThat(TableReader.read(NAME, flags + "]}").others())
        .containsExactly(
            "{\"table\":{\"family\":\"ip\",\"flags\":[\"dormant\"],\"name\":\"lvs-agent-web\"}}");
  }

  /** Each is like one of ours, but for one thing, which must not be lost. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"masquerade\":{\"flags\":\"random\"}}",
        "{\"mangle\":{\"key\":{\"meta\":{\"key\":\"priority\"}},\"value\":7}}",
        "{\"mangle\":{\"key\":{\"meta\":{\"key\":\"mark\"}},\"value\":\"x\"}}",
        "{\"match\":{\"left\":{\"payload\":{\"base\":\"nh\",\"len\":8,\"offset\":0}},"
            + "\"op\":\"==\",\"right\":69}}",
        "{\"match\":{\"left\":{\"payload\":{\"field\":\"dport\",\"protocol\":\"tcp\"}},"
            + "\"op\":\"==\",\"right\":{\"range\":[80,90]}}}",
        "{\"match\":{\"left\":{\"payload\":{\"field\":\"dport\",\"protocol\":\"tcp\"}},"
            + "\"op\":\"<\",\"right\":80}}",
        "{\"match\":{\"left\":{\"meta\":{\"key\":\"iifname\"}},\"op\":\"==\",\"right\":\"eth 0\"}}",
        "\"continue\"",
      })
  void whatWeNeverMakeIsKeptAsItIs(String statement) {
    assertThat(read(statement)).isEqualTo(new Other(statement));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Segmentation fault",
        "[]",
        "{}",
        "{\"nftables\":{}}",
        "{\"nftables\":[]}",
        "{\"nftables\":[{\"table\":{\"family\":\"ip\",\"name\":\"other\"}}]}",
        "{\"nftables\":[{\"table\":{\"family\":\"ip\",\"name\":\"lvs-agent-web\"}}",
        "{\"nftables\":[{\"table\":{\"family\":\"ip\",\"name\":\"lvs-agent-web\"}}]} more",
        "{\"nftables\":[{\"table\":{\"family\":\"ip\",\"name\":\"lvs-agent-web\"}},"
            + "{\"rule\":{\"chain\":\"no\",\"expr\":[]}}]}",
        "{\"nftables\":[{\"table\":{\"family\":\"ip\",\"name\":\"lvs-agent-web\"}},"
            + "{\"chain\":{\"name\":\"c\",\"hook\":\"input\",\"type\":\"nat\",\"prio\":\"x\"}}]}",
        "chain prerouting { type filter hook prerouting priority -150; }",
      })
  void whatIsNoListingOfTheTableIsRefused(String json) {
    assertThatThrownBy(() -> TableReader.read(NAME, json))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .isNotBlank();
  }
}
