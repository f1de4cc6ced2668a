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
  void whatWeNeverMakeIsAWordOrJson() {
    Chain.Hook dropping = new Chain.Hook("filter", "input", 0, "drop");
    Table strange =
        new Table(
            NAME,
            List.of(
                new Chain(
                    "in", Optional.of(dropping), List.of(List.of(new Other("{\"drop\":null}"))))),
            List.of("{\"set\":{\"name\":\"s\"}}"));
    assertThat(strange.text())
        .isEqualTo(
            "chain in { type filter hook input priority 0; policy drop; drop; }; "
                + "{\"set\":{\"name\":\"s\"}}");
    Table empty = new Table(NAME, List.of(), List.of());
    assertThat(empty.text()).isEqualTo("empty");
    assertThat(new NftEdit.Replace(empty).text())
        .isEqualTo("delete table ip lvs-agent-web; table ip lvs-agent-web { }");
  }

  @Test
  void parsesFamilyAndTable() {
    assertThat(TableName.parse("ip lvs-agent-web")).isEqualTo(NAME);
    assertThat(NAME).hasToString("ip lvs-agent-web");
    assertThatThrownBy(() -> TableName.parse("lvs-agent-web"))
        .hasMessage("\"lvs-agent-web\" is not FAMILY TABLE, such as ip lvs-agent-web");
  }
}
