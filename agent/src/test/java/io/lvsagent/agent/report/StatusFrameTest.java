package io.lvsagent.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.verify.Finding;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.agent.verify.ServiceStatus.State;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.TableEntry;
import io.lvsagent.iface.ipvs.Traffic;
import io.lvsagent.iface.ipvs.Tunnel;
import io.lvsagent.iface.ipvs.VirtualService;
import io.lvsagent.profiles.model.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A frame of the view, from two looks at the host and the size of a window. */
final class StatusFrameTest {
  private static final long SECOND = 1_000_000_000L;
  private static final ServiceMatch HTTP = ServiceMatch.parse("tcp 192.0.2.10:80");

  private static Traffic counted(long times) {
    return new Traffic(
        3 * times, 30 * times, 0, 4500 * times, 0, times, times, times, times, times);
  }

  private static RealServer server(int host, int weight) {
    Endpoint endpoint = Endpoint.parse("192.0.2." + host + ":80");
    return new RealServer(endpoint, Forwarding.DIRECT, weight, 0, 0, Tunnel.IPIP);
  }

  private static TableEntry table(long times, int... hosts) {
    List<TableEntry.Server> servers = new ArrayList<>();
    for (int host : hosts) {
      int weight = host == 22 ? 0 : 1;
      servers.add(new TableEntry.Server(server(host, weight), host, 100, 0, counted(times)));
    }
    VirtualService service = new VirtualService(HTTP, "wlc", Set.of(), 0, 32, "");
    return new TableEntry(service, counted(times), servers);
  }

  private static ServiceStatus director(TableEntry table) {
    List<String> vips = List.of("192.0.2.10");
    return new ServiceStatus("lb", "director-dr", "director", State.UP, vips, List.of())
        .with(List.of(table), Set.of(RealServerItem.key(HTTP, server(22, 0))));
  }

  private static ServiceStatus drifted(int findings) {
    List<Finding> differing = new ArrayList<>();
    for (int i = 0; i < findings; i++) {
      String key = "net/ipv4/conf/eth" + i + "/arp_ignore";
      Severity severity = i == 0 ? Severity.MUTE : Severity.LEAK;
      List<String> accepted = List.of("1", "2");
      differing.add(
          new Finding("sysctl", key, accepted, "0", false, severity, Optional.of(0), "why", true));
    }
    List<String> vips = List.of("192.0.2.20");
    return new ServiceStatus("web", "dr", "real-server", State.DRIFT, vips, differing);
  }

  private static Rates rates(TableEntry before, TableEntry now, long nanos) {
    return Rates.first(List.of(director(before)), 0).next(List.of(director(now)), nanos);
  }

  private static StatusFrame frame(Rates rates, ServiceStatus... services) {
    Report report = Report.of("status").with(List.of(services));
    return new StatusFrame(
        "lb1", "2026-11-27 12:00:00", "q ends", report, rates, Optional.empty(), false);
  }

  private static StatusFrame both(int findings, int... hosts) {
    Rates rates = rates(table(10, hosts), table(20, hosts), 2 * SECOND);
    return frame(rates, director(table(20, hosts)), drifted(findings));
  }

  @Test
  void aWindowHasTheStateAndTheTrafficOfTheLastInterval() {
    assertThat(both(2, 21, 22).fitting(24, 80, false))
        .isEqualTo(
            """
            lb1  2026-11-27 12:00:00  drift: 2  q ends
            lb   up        director-dr (director)  192.0.2.10
            web  drift: 2  dr (real-server)  192.0.2.20
              leak     sysctl net/ipv4/conf/eth1/arp_ignore is 0 (0 with all), expected 1 or
                         2
              mute     sysctl net/ipv4/conf/eth0/arp_ignore is 0 (0 with all), expected 1 or
                         2
                                    Weight Active  InAct    CPS  InPPS OutPPS  InBPS OutBPS
            tcp 192.0.2.10:80 wlc              43    200     15    150      0  22500      0
              192.0.2.21:80              1     21    100     15    150      0  22500      0
              192.0.2.22:80 drained      0     22    100     15    150      0  22500      0
            """);
    assertThat(both(2, 21, 22).unbounded(false)).contains("expected 1 or 2\n");
    assertThat(both(2, 21, 22).unbounded(false)).doesNotContain("q ends");
  }

  @Test
  void aSmallWindowHasFewerFindingsAndRealServersAndSaysSo() {
    int[] hosts = IntStream.range(30, 60).toArray();
    assertThat(both(9, hosts).fitting(11, 57, false))
        .isEqualTo(
            """
            lb1  2026-11-27 12:00:00  drift: 9  q ends
            lb   up        director-dr (director)  192.0.2.10
            web  drift: 9  dr (real-server)  192.0.2.20
              leak     sysctl net/ipv4/conf/eth1/arp_ignore is 0 (0
                         with all), expected 1 or 2
              and 8 more
                                  Weight Active  InAct    CPS  InPPS
            tcp 192.0.2.10:80 wlc          1335   3000     15    150
              192.0.2.30:80            1     30    100     15    150
              192.0.2.31:80            1     31    100     15    150
            and 28 more lines of the IPVS table
            """);
  }

  @Test
  void aFrameFitsEveryWindow() {
    StatusFrame frame = both(9, IntStream.range(30, 60).toArray());
    for (int rows = 1; rows < 50; rows += 2) {
      for (int columns = 1; columns < 140; columns += 17) {
        String plain = frame.fitting(rows, columns, false);
        int most = columns;
        assertThat(plain.lines().count()).as(rows + " rows").isBetween(1L, (long) rows);
        assertThat(plain.lines().allMatch(line -> line.length() <= most)).isTrue();
        String coloured = frame.fitting(rows, columns, true);
        assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(plain);
      }
    }
  }

  @Test
  void whatIsNewHasCountedFromZeroAndWhatWasResetToo() {
    Rates rates = rates(table(10, 21), table(4, 21, 22), 2 * SECOND);
    assertThat(rates.of(HTTP).connections()).isEqualTo(6);
    assertThat(rates.of(HTTP, server(21, 1)).packetsIn()).isEqualTo(60);
    assertThat(rates.of(HTTP, server(22, 0)).bytesIn()).isEqualTo(9000);
    assertThat(rates.of(HTTP, server(99, 1)).connections()).isZero();
  }

  @Test
  void theFirstFrameHasTheAveragesOfTheKernel() {
    Rates first = Rates.first(List.of(director(table(7, 21))), 0);
    assertThat(first.of(HTTP).connections()).isEqualTo(7);
    assertThat(first.of(HTTP, server(21, 1)).bytesOut()).isEqualTo(7);
  }

  @Test
  void theStateOfAllIsInTheHeadline() {
    Rates none = Rates.first(List.of(), 0);
    ServiceStatus up = director(table(1));
    assertThat(frame(none, up).unbounded(true)).startsWith("lb1").contains("[32min sync");
    assertThat(frame(none).unbounded(false)).contains("no services");
    ServiceStatus stopped =
        new ServiceStatus("b", "dr", "real-server", State.STOPPED, List.of(), List.of());
    ServiceStatus isNew =
        new ServiceStatus(
            "c", "dr", "real-server", State.STOPPED, List.of(), drifted(3).findings());
    assertThat(frame(none, up, stopped, isNew, drifted(3)).unbounded(false))
        .contains("  drift: 3, stopped: 1, not started: 1\n")
        .contains("c    not started")
        .doesNotContain("and 3 more");
  }

  @Test
  void anErrorIsToldAboveWhatWasReadBefore() {
    Report report = both(1, 21).report();
    String error = "lvs.yaml:3:7: is no VIP; what follows was read at 12:00:00";
    StatusFrame failed =
        new StatusFrame(
            "lb1",
            "2026-11-27 12:00:02",
            "",
            report,
            Rates.first(List.of(), 0),
            Optional.of(error),
            false);
    assertThat(failed.fitting(24, 40, false))
        .startsWith(
            """
            lb1  2026-11-27 12:00:02  cannot tell
            lvs.yaml:3:7: is no VIP; what follows
              was read at 12:00:00
            lb   up        director-dr (director)  1
            """);
    Report noting = report.noting(List.of(new Note("config-not-read", "going on by the ledger")));
    StatusFrame noted =
        new StatusFrame("lb1", "", "", noting, Rates.first(List.of(), 0), Optional.empty(), false);
    assertThat(noted.unbounded(false)).contains("\ngoing on by the ledger\n");
  }

  @Test
  void namesCannotSteerTheTerminal() {
    ServiceStatus odd =
        new ServiceStatus(
            "w\u001b[2Jeb", "dr", "real-server", State.UP, List.of("192.0.2.10"), List.of());
    String text = frame(Rates.first(List.of(), 0), odd, director(table(1))).fitting(9, 80, false);
    Finding table =
        new Finding(
            "nft",
            "ip lvs-agent",
            List.of("absent"),
            "two\n\tlines",
            false,
            Severity.BROKEN,
            Optional.empty(),
            "why",
            true);
    ServiceStatus drifted =
        new ServiceStatus("web", "dr", "real-server", State.DRIFT, List.of(), List.of(table));
    assertThat(frame(Rates.first(List.of(), 0), drifted).fitting(9, 80, false))
        .hasLineCount(3)
        .contains("is two  lines, expected absent\n");
    assertThat(text).contains("w\\x1b[2Jeb  up").contains("\nlb          up");
  }

  @Test
  void numbersHaveFewDigits() {
    assertThat(
            List.of(0.0, 0.5, 1.0, 9.94, 9.97, 14.5, 99_999.0, 99_999.6, 123_456.0, 12_345_678.0)
                .stream()
                .map(BalancingTable::number))
        .containsExactly("0", "0.5", "1", "9.9", "10", "15", "99999", "100k", "123k", "12.3M");
    for (double number = 1; number < 1e18; number *= 1.37) {
      assertThat(BalancingTable.number(number)).hasSizeLessThanOrEqualTo(6);
    }
  }
}
