package io.lvsagent.iface.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.iface.nft.Statement.FieldMatch;
import io.lvsagent.iface.nft.Statement.Masquerade;
import io.lvsagent.iface.nft.Statement.Other;
import io.lvsagent.iface.nft.Statement.SetMark;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TableTest {
  private static final TableName NAME = new TableName("ip", "lvs-agent-web");

  private static final Table BOTH =
      new Table(
          NAME,
          List.of(
              new Chain(
                  "prerouting",
                  Optional.of(Chain.Hook.PREROUTING),
                  List.of(
                      List.of(
                          new FieldMatch("ether", "saddr", true, List.of("02:00:00:00:00:02")),
                          new FieldMatch("tcp", "dport", false, List.of("443", "80")),
                          new SetMark(0xffff_ffffL)))),
              new Chain(
                  "postrouting",
                  Optional.of(Chain.Hook.POSTROUTING),
                  List.of(
                      List.of(
                          new FieldMatch("ip", "saddr", false, List.of("192.168.1.0/24")),
                          new Masquerade())))),
          List.of());

  @Test
  void printsTheSyntaxOfNft() {
    assertThat(BOTH.text())
        .isEqualTo(
            "chain prerouting { type filter hook prerouting priority -150; "
                + "ether saddr != 02:00:00:00:00:02 tcp dport { 80, 443 } "
                + "meta mark set 4294967295; }; "
                + "chain postrouting { type nat hook postrouting priority 100; "
                + "ip saddr 192.168.1.0/24 masquerade; }");
    assertThat(new NftEdit.Create(BOTH).text())
        .startsWith("create table ip lvs-agent-web; table ip lvs-agent-web { chain prerouting {")
        .endsWith("masquerade; }; }");
  }

  @Test
  void textReadsBackAsAnEqualTable() {
    Chain.Hook dropping = new Chain.Hook("filter", "input", 0, "drop");
    Table strange =
        new Table(
            NAME,
            List.of(
                new Chain("dropping", Optional.of(dropping), List.of()),
                new Chain(
                    "bare", Optional.empty(), List.of(List.of(new Other("{\"drop\":null}"))))),
            List.of("{\"set\":{\"name\":\"s\"}}"));
    for (Table table : List.of(BOTH, strange, new Table(NAME, List.of(), List.of()))) {
      assertThat(Table.parse(NAME, table.text())).isEqualTo(table);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "chain",
        "chain a {",
        "chain a { type nat hook postrouting",
        "chain a { type nat hook postrouting priority x; }",
        "chain a { ip saddr { 10.0.0.1",
        "chain a { masquerade }",
        "table a { }",
      })
  void refusesTruncatedText(String text) {
    assertThatThrownBy(() -> Table.parse(NAME, text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void jsonHasNoCharacterThatSeparatesWords() {
    assertThat(Json.quoted("a b;{c}\"\\\u00e9"))
        .isEqualTo("\"a\\u0020b\\u003b\\u007bc\\u007d\\u0022\\u005c\\u00e9\"");
    assertThat(Json.scalar("80")).isEqualTo("80");
    assertThat(Json.scalar("080")).isEqualTo("\"080\"");
    assertThat(Json.scalar("10.0.0.1")).isEqualTo("\"10.0.0.1\"");
  }

  @Test
  void parsesFamilyAndTable() {
    assertThat(TableName.parse("ip lvs-agent-web")).isEqualTo(NAME);
    assertThat(NAME).hasToString("ip lvs-agent-web");
    assertThatThrownBy(() -> TableName.parse("lvs-agent-web"))
        .hasMessage("\"lvs-agent-web\" is not FAMILY TABLE, such as ip lvs-agent-web");
  }
}
