package io.lvsagent.agent.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Node;
import io.lvsagent.agent.nftjson.TableReader;
import io.lvsagent.agent.nftjson.TableWriter;
import io.lvsagent.iface.netlink.Errno;
import io.lvsagent.iface.netlink.NetlinkException;
import io.lvsagent.iface.nft.Chain;
import io.lvsagent.iface.nft.NftEdit;
import io.lvsagent.iface.nft.Statement;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the program and the kernel make of a table. */
@Tag("kernel")
final class NftProgramTest {
  private static final TableName NAME = new TableName("ip", "lvs-agent-web");
  private static final TableName OTHER = new TableName("ip6", "lvs-agent-web");

  @RegisterExtension final Lab lab = new Lab();

  private final List<String> asked = new ArrayList<>();
  private final NftProgram nft = new NftProgram(asked::add);

  private Node host() {
    return lab.host();
  }

  private List<Table> tables(TableName... names) {
    return host().call(() -> nft.tables(List.of(names)));
  }

  private void apply(NftEdit... edits) {
    host()
        .call(
            () -> {
              nft.apply(List.of(edits));
              return edits;
            });
  }

  private static Table of(TableName name, Statement... rule) {
    Chain.Hook hook = Chain.Hook.PREROUTING;
    return new Table(
        name, List.of(new Chain("all", Optional.of(hook), List.of(List.of(rule)))), List.of());
  }

  @Test
  void whatIsMadeReadsBackAsTheSame() {
    Table v4 =
        new Table(
            NAME,
            List.of(
                new Chain(
                    "postrouting",
                    Optional.of(Chain.Hook.POSTROUTING),
                    List.of(
                        List.of(
                            new Statement.FieldMatch("ip", "saddr", false, List.of("10.0.0.0/25")),
                            new Statement.Masquerade()),
                        List.of(
                            new Statement.FieldMatch(
                                "ip", "saddr", false, List.of("10.0.0.128/25")),
                            new Statement.Masquerade()),
                        List.of(
                            new Statement.FieldMatch("ip", "saddr", false, List.of("192.168.1.1")),
                            new Statement.Masquerade())))),
            List.of());
    Table v6 =
        of(
            OTHER,
            new Statement.FieldMatch(
                "ether", "saddr", true, List.of("02:00:00:00:00:0a", "02:00:00:00:00:02")),
            new Statement.FieldMatch(
                "ip6", "daddr", false, List.of("2001:db8::10", "2001:db8::1", "2001:db8::ffff:1")),
            new Statement.FieldMatch("udp", "dport", false, List.of("443", "80", "8080")),
            new Statement.SetMark(0xffff_ffffL));
    apply(new NftEdit.Create(v4), new NftEdit.Create(v6));
    asked.clear();
    assertThat(tables(NAME, OTHER)).containsExactly(v4, v6);
    assertThat(asked).filteredOn(line -> line.startsWith("> ")).hasSize(2);
    apply(new NftEdit.Delete(OTHER));
    assertThat(tables(OTHER, NAME)).containsExactly(v4);
    apply(new NftEdit.Delete(NAME));
    assertThat(tables(OTHER, NAME)).isEmpty();
    assertThat(host().sh("nft list ruleset")).isEmpty();
  }

  @Test
  void whatOthersMadeIsSeenAndCanBePutBack() {
    host()
        .sh(
            """
            nft -f - <<'.'
            table ip lvs-agent-web {
              set s { type ipv4_addr; flags interval; elements = { 10.0.0.0/8 } }
              counter hits { }
              chain bare { tcp dport 80-90 drop; }
              chain in {
                type filter hook input priority 5; policy drop;
                ip saddr @s counter accept comment "a b; {c}"
                iifname "eth 0" meta mark 7 log prefix "x y{" limit rate 5/second accept
                iifname "eth1" meta mark set meta mark or 4
              }
            }
            .
            """);
    Table there = tables(NAME).get(0);
    assertThat(there.others()).hasSize(2);
    assertThat(there.text()).contains("chain in { type filter hook input priority 5; policy drop;");
    assertThat(TableReader.read(NAME, TableWriter.listing(there))).isEqualTo(there);
    host().sh("ip link set lo up; ping -c 1 -W 0.1 127.0.0.1 || :");
    assertThat(tables(NAME)).as("counters count").containsExactly(there);
    String listed = host().sh("nft -s list ruleset").replace(" comment \"a b; {c}\"", "");
    apply(new NftEdit.Replace(of(NAME, new Statement.SetMark(1))));
    assertThat(tables(NAME)).containsExactly(of(NAME, new Statement.SetMark(1)));
    apply(new NftEdit.Replace(there));
    assertThat(tables(NAME)).containsExactly(there);
    assertThat(host().sh("nft -s list ruleset")).isEqualTo(listed);
  }

  @Test
  void aTableIsReadWholeOrNotAtAllIfTheKernelLacksMemoryForAnAnswer() {
    Table whole = of(NAME, new Statement.SetMark(1));
    apply(new NftEdit.Create(whole));
    int refused = 0;
    for (int n = 1; n <= 14; n++) {
      NftProgram lacking = new NftProgram(lacking(n));
      try {
        List<Table> read = host().call(() -> lacking.tables(List.of(NAME)));
        assertThat(read).as("answer " + n).containsExactly(whole);
      } catch (NetlinkException e) {
        assertThat(e).hasMessageContaining("No buffer space available");
        refused++;
      }
    }
    assertThat(refused).isBetween(1, 13);
  }

  /** Returns nft that does not get its n-th answer. */
  private static Program lacking(int n) {
    List<String> strace =
        List.of("strace", "-qqo", "/dev/null", "-e", "inject=recvmsg:error=ENOBUFS:when=" + n);
    Program.Starter starter =
        command -> {
          List<String> line = new ArrayList<>(strace);
          line.addAll(command);
          return new ProcessBuilder(line).start();
        };
    List<Path> folders = List.of(Path.of("/usr/sbin"), Path.of("/sbin"));
    return new Program("nft", folders, Duration.ofSeconds(30), starter, line -> {});
  }

  @Test
  void allIsMadeOrNothing() {
    apply(new NftEdit.Create(of(OTHER, new Statement.SetMark(1))));
    NftEdit[] edits = {
      new NftEdit.Create(of(NAME, new Statement.SetMark(2))),
      new NftEdit.Create(of(OTHER, new Statement.SetMark(2)))
    };
    NetlinkException refused = catchThrowableOfType(NetlinkException.class, () -> apply(edits));
    assertThat(refused.errno()).isEqualTo(Errno.EEXIST);
    assertThat(refused).hasMessageContaining("create table ip6 lvs-agent-web; table ip6");
    assertThat(tables(NAME, OTHER)).containsExactly(of(OTHER, new Statement.SetMark(1)));
  }

  @Test
  void whatNftCannotReadIsSaidInItsWords() {
    NftEdit strange = new NftEdit.Create(of(NAME, new Statement.Other("{\"strange\":null}")));
    NetlinkException refused = catchThrowableOfType(NetlinkException.class, () -> apply(strange));
    assertThat(refused.errno()).isEqualTo(Errno.EINVAL);
    assertThat(refused)
        .hasMessageEndingWith("(Invalid argument): Unknown statement object 'strange'.");
  }
}
