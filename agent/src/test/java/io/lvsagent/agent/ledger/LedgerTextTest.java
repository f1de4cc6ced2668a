package io.lvsagent.agent.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.lab.Seeds;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LedgerTextTest {
  private static final Key ARP = new Key(Kind.SYSCTL, "net/ipv4/conf/all/arp_ignore");
  private static final Key VIP = new Key(Kind.ADDRESS, "lo 192.0.2.10/32");
  private static final Key ROUTE = new Key(Kind.ROUTE, "main 192.0.2.10/32");
  private static final String ROUTE_TEXT = "dev lo proto 76 scope link src 192.0.2.10";

  private static Ledger ledger() {
    Map<String, Started> services = new LinkedHashMap<>();
    services.put(
        "web",
        new Started(
            "web", "dr", "real-server", "/etc/lvs agent", List.of("192.0.2.10"), true, "eth0"));
    services.put(
        "old", new Started("old", "nat", "real-server", "command line", List.of(), false, ""));
    Map<Key, Entry> entries = new LinkedHashMap<>();
    entries.put(
        ARP,
        new Entry(
            Optional.of(new HeldValue("3", "1", List.of("lo 192.0.2.99/32", "tun0 10.0.0.1/32"))),
            Optional.of(new PendingChange("1", "3", List.of("0", "2"))),
            Map.of("web", List.of("1", "2"), "mail", List.of("1"))));
    entries.put(
        VIP,
        new Entry(
            Optional.of(new HeldValue("absent", "scope global label lo:0", List.of())),
            Optional.empty(),
            Map.of("web", List.of("scope global"))));
    entries.put(
        ROUTE,
        new Entry(
            Optional.empty(),
            Optional.of(new PendingChange("absent", ROUTE_TEXT, List.of())),
            Map.of("web", List.of(ROUTE_TEXT))));
    Key drained = new Key(Kind.IPVS_SERVER, "tcp 192.0.2.10:80 192.0.2.21:80");
    return new Ledger(
        services,
        entries,
        Map.of("lo", 1, "eth0.100", 12),
        Map.of(drained, "direct weight 3 at first"));
  }

  private static String written(Ledger ledger) throws IOException {
    StringBuilder text = new StringBuilder();
    LedgerText.write(ledger, text::append);
    return text.toString();
  }

  private static Ledger read(String text) throws IOException {
    return LedgerText.read(text, "/state/ledger");
  }

  @Test
  void isReadBackAsItWasWritten() throws IOException {
    assertThat(read(written(ledger()))).isEqualTo(ledger());
    assertThat(read(written(Ledger.EMPTY))).isEqualTo(Ledger.EMPTY);
  }

  /** Labels in a config and device names may look like these. */
  @ParameterizedTest
  @ValueSource(strings = {"a|b", "a,b", "a;b", "a=b", ";", "|", "a'b\"", "\\", "#1", "-"})
  void takesAnyNameThatTheKernelTakes(String name) throws IOException {
    String text = "scope global label " + name;
    Key key = new Key(Kind.ADDRESS, name + " 192.0.2.10/32");
    Entry entry =
        new Entry(
            Optional.of(
                new HeldValue("absent", text, List.of(name + " 192.0.2.99/32", "lo 10.0.0.1/8"))),
            Optional.of(new PendingChange(text, "absent", List.of(text))),
            Map.of("web", List.of(text, text + "2"), "mail", List.of(text)));
    Ledger ledger = new Ledger(Map.of(), Map.of(key, entry), Map.of(name, 3), Map.of());
    assertThat(read(written(ledger))).isEqualTo(ledger);
  }

  @Test
  void keepsTheOrderOfTheEntries() throws IOException {
    assertThat(read(written(ledger())).entries().keySet()).containsExactly(ARP, VIP, ROUTE);
  }

  @Test
  void thousandsOfEntriesAreReadBack() throws IOException {
    Map<Key, Entry> entries = new LinkedHashMap<>();
    for (int i = 0; i < 5000; i++) {
      entries.put(
          new Key(Kind.ADDRESS, "lo 10.0." + i / 250 + "." + i % 250 + "/32"), ledger().entry(VIP));
    }
    Ledger many = new Ledger(ledger().services(), entries, Map.of(), Map.of());
    assertThat(read(written(many))).isEqualTo(many);
  }

  /** Only the last newline may be missing, because nothing is lost with it. */
  @Test
  void everyTruncationIsRefused() throws IOException {
    String whole = written(ledger());
    for (int length = 0; length < whole.length() - 1; length++) {
      String part = whole.substring(0, length);
      assertThatThrownBy(() -> read(part))
          .as("after " + length)
          .isInstanceOf(LedgerException.class)
          .extracting(e -> ((LedgerException) e).reason())
          .isEqualTo(LedgerException.Reason.DAMAGED);
    }
  }

  @Test
  void textAfterTheEndIsRefused() throws IOException {
    String whole = written(ledger());
    assertThatThrownBy(() -> read(whole + "x")).isInstanceOf(LedgerException.class);
    assertThatThrownBy(() -> read(whole + whole)).isInstanceOf(LedgerException.class);
  }

  @Test
  void aMissingLineIsRefused() throws IOException {
    List<String> lines = written(ledger()).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      StringBuilder rest = new StringBuilder();
      for (int j = 0; j < lines.size(); j++) {
        rest.append(j == i ? "" : lines.get(j) + "\n");
      }
      assertThatThrownBy(() -> read(rest.toString())).isInstanceOf(LedgerException.class);
    }
  }

  @Test
  void aNewerVersionIsRefusedAndReported() throws IOException {
    String newer = written(ledger()).replaceFirst("ledger\t1", "ledger\t2");
    assertThatThrownBy(() -> read(newer))
        .isInstanceOf(LedgerException.class)
        .hasMessageStartingWith("/state/ledger: ")
        .hasMessageContaining("newer lvs-agent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "garbage",
        "{\"schema\": 1}",
        "lvs-agent-ledger",
        "lvs-agent-ledger\t",
        "lvs-agent-ledger\t1",
        "lvs-agent-ledger\t1\nend\tx\n",
        "lvs-agent-ledger\t1\nend\n",
        "lvs-agent-ledger\t1\nend\t1\n",
        "lvs-agent-ledger\t1\n\nend\t1\n",
        "lvs-agent-ledger\t1\nbanana\tx\t\t\t\t\t\t\nend\t1\n",
        "lvs-agent-ledger\t1\nsysctl\tnet/ipv4/ip_forward\nend\t1\n",
        "lvs-agent-ledger\t1\nsysctl\tnet/ipv4/ip_forward\t\t\t\t\t\tweb\nend\t1\n",
        "lvs-agent-ledger\t1\nindex\tlo\tone\nend\t1\n",
        "lvs-agent-ledger\t1\nservice\tweb\nend\t1\n",
      })
  void garbageIsRefused(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(LedgerException.class)
        .hasMessageStartingWith("/state/ledger: the ledger cannot be used: ");
  }

  @Test
  void flippedBytesAreReadOrReportedAsDamage() throws IOException {
    String whole = written(ledger());
    Seeds.each(Seeds.of(LongStream.rangeClosed(76, 79)), seed -> flips(whole, new Random(seed)));
  }

  private static void flips(String whole, Random random) throws IOException {
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder(whole);
      for (int flips = 0; flips < 3; flips++) {
        text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(128));
      }
      try {
        assertThat(read(text.toString()).entries()).isNotNull();
      } catch (LedgerException refused) {
        assertThat(refused.reason()).isEqualTo(LedgerException.Reason.DAMAGED);
      }
    }
  }

  /** A ledger decides what root undoes, so that one that names anything else is none of ours. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sysctl\tkernel/core_pattern\t|/tmp/x\tcore\t\t\t\t",
        "sysctl\tnet/../kernel/core_pattern\t|/tmp/x\tcore\t\t\t\t",
        "sysctl\tnet/ipv4/conf/../../../kernel/panic\t1\t0\t\t\t\t",
        "module\tevil\tabsent\tloaded\t\t\t\t",
        "device\ttun0\t-r ip_vs\tabsent\t\t\t\t",
        "device\ttun0\tabsent\tabsent\t\tabsent\t../evil\t",
      })
  void holdsNothingThatWeWouldNotUndo(String line) {
    String text = "lvs-agent-ledger\t1\n" + line + "\nend\t1\n";
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(LedgerException.class)
        .hasMessageStartingWith("/state/ledger: the ledger cannot be used: line 2 is damaged; ");
  }
}
