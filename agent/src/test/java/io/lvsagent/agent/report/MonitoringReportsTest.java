package io.lvsagent.agent.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.report.Report.Failure;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Nagios and Prometheus get of the same services. */
final class MonitoringReportsTest {
  private static final Traffic TRAFFIC = new Traffic(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

  private static Finding finding(String key, boolean ok, Severity severity) {
    return new Finding(
        "sysctl", key, List.of("1", "2"), "0", ok, severity, Optional.empty(), "why", true);
  }

  private static ServiceStatus service(String name, State state, Finding... findings) {
    return new ServiceStatus(
        name, "dr", "real-server", state, List.of("192.0.2.10"), List.of(findings));
  }

  private static final ServiceStatus WELL =
      service("web", State.UP, finding("net/a", true, Severity.LEAK));
  private static final ServiceStatus STOPPED = service("db", State.STOPPED);
  private static final ServiceStatus COSMETIC =
      service("web", State.UP, finding("net/a", false, Severity.COSMETIC));
  private static final ServiceStatus DRIFT =
      service(
          "web",
          State.DRIFT,
          finding("net/a", false, Severity.COSMETIC),
          finding("net/b", false, Severity.LEAK),
          finding("net/c", false, Severity.BROKEN));

  private static void isLine(Report report, int exit, String line) {
    assertThat(report.exit()).isEqualTo(exit);
    assertThat(report.text()).contains(line + "\n");
  }

  private static Report nagios(ServiceStatus... services) {
    return NagiosReport.of(Report.of("verify").with(List.of(services)), false);
  }

  @Test
  void inSyncIsOkAndAServiceStoppedByHandSaysSo() {
    String numbers = " | leak=0;;0;0 mute=0;;0;0 broken=0;;0;0 cosmetic=0;0;;0 services=";
    isLine(nagios(WELL), 0, "OK - web up" + numbers + "1;;;0");
    isLine(nagios(WELL, STOPPED), 0, "OK - web up, db stopped by hand" + numbers + "2;;;0");
  }

  @Test
  void cosmeticIsAWarningUnlessStrictAsksForMore() {
    String rest =
        " - web: cosmetic sysctl net/a is 0, expected 1 or 2"
            + " | leak=0;;0;0 mute=0;;0;0 broken=0;;0;0 cosmetic=1;0;;0 services=1;;;0";
    isLine(nagios(COSMETIC), 1, "WARNING" + rest);
    Report report = Report.of("verify").with(List.of(COSMETIC));
    isLine(NagiosReport.of(report, true), 2, "CRITICAL" + rest);
  }

  @Test
  void driftIsCriticalAndNamesTheWorstKeyOfAllServices() {
    isLine(
        nagios(STOPPED, COSMETIC, DRIFT),
        2,
        "CRITICAL - web: leak sysctl net/b is 0, expected 1 or 2 (and 3 more)"
            + " | leak=1;;0;0 mute=0;;0;0 broken=1;;0;0 cosmetic=2;0;;0 services=3;;;0");
  }

  @Test
  void whatCannotBeToldIsUnknown() {
    Report failed =
        Report.of("verify").failing(78, Failure.of("config", "x.yaml:1:2: no | one\nb"));
    isLine(NagiosReport.of(failed, false), 3, "UNKNOWN - x.yaml:1:2: no / one b");
    isLine(nagios(), 3, "UNKNOWN - no services");
    List<Note> notes = List.of(new Note("config-not-read", "x.yaml is missing"));
    Report half = Report.of("status").with(List.of(WELL)).noting(notes);
    assertThat(NagiosReport.of(half, false).exit()).isEqualTo(3);
    Report worse = Report.of("status").with(List.of(DRIFT)).noting(notes);
    assertThat(NagiosReport.of(worse, false).exit()).isEqualTo(2);
  }

  @Test
  void aLongLineIsCutButKeepsItsNumbers() {
    ServiceStatus endless =
        service("web", State.DRIFT, finding("k".repeat(900), false, Severity.MUTE));
    String line = nagios(endless).text().orElseThrow();
    assertThat(line).hasSizeLessThan(500).contains("... | leak=0").endsWith("services=1;;;0\n");
  }

  private static Measurement metrics(ServiceStatus... services) {
    return new Measurement(
        List.of(services),
        List.of(
            new Measurement.Vip("web", "192.0.2.10", "lo", true),
            new Measurement.Vip("web", "192.0.2.11", "", false)),
        OptionalLong.of(7),
        1_795_824_007.25,
        0,
        Map.of("web", 3L));
  }

  private static List<String> samples(ServiceStatus... services) {
    return PrometheusReport.of(metrics(services)).lines().filter(l -> !l.startsWith("#")).toList();
  }

  @Test
  void aStateIsOneOrZeroAndNeverLeftOut() {
    assertThat(samples(COSMETIC, STOPPED))
        .contains(
            "lvs_agent_in_sync{service=\"web\"} 1",
            "lvs_agent_in_sync{service=\"db\"} 1",
            "lvs_agent_drift_items{service=\"web\",severity=\"leak\"} 0",
            "lvs_agent_drift_items{service=\"web\",severity=\"cosmetic\"} 1",
            "lvs_agent_drift_items{service=\"db\",severity=\"broken\"} 0",
            "lvs_agent_vip_up{service=\"web\",vip=\"192.0.2.10\",device=\"lo\"} 1",
            "lvs_agent_vip_up{service=\"web\",vip=\"192.0.2.11\",device=\"\"} 0",
            "lvs_agent_repairs_total{service=\"web\"} 3",
            "lvs_agent_repairs_total{service=\"db\"} 0",
            "lvs_agent_rp_filter_drops_total 7",
            "lvs_agent_last_verify_timestamp_seconds 1795824007.250",
            "lvs_agent_last_change_timestamp_seconds 0.000",
            "lvs_agent_build_info{version=\"" + Report.version() + "\"} 1");
    assertThat(samples(DRIFT))
        .contains(
            "lvs_agent_in_sync{service=\"web\"} 0",
            "lvs_agent_drift_items{service=\"web\",severity=\"leak\"} 1",
            "lvs_agent_drift_items{service=\"web\",severity=\"mute\"} 0");
  }

  @Test
  void eachMetricIsDescribedOnceAndBeforeItsSamples() {
    String name = "";
    int described = 0;
    for (String line : PrometheusReport.of(metrics(WELL, STOPPED)).lines().toList()) {
      if (line.startsWith("# HELP ")) {
        name = line.split(" ")[2];
        described++;
      } else if (line.startsWith("# TYPE ")) {
        assertThat(line).matches("# TYPE " + name + " (gauge|counter)");
        assertThat(line.endsWith("counter")).isEqualTo(name.endsWith("_total"));
      } else {
        assertThat(line.split("[{ ]")[0]).isEqualTo(name);
      }
    }
    assertThat(described).isEqualTo(11);
  }

  private static TableEntry entry(String match, String server) {
    RealServer real =
        new RealServer(Endpoint.parse(server), Forwarding.DIRECT, 0, 0, 0, Tunnel.IPIP);
    VirtualService virtual =
        new VirtualService(ServiceMatch.parse(match), "rr", Set.of(), 0, 32, "");
    return new TableEntry(
        virtual, TRAFFIC, List.of(new TableEntry.Server(real, 11, 12, 13, TRAFFIC)));
  }

  @Test
  void realServersHaveTheLabelsOfTheIpvsCollector() {
    ServiceStatus lb =
        WELL.with(
            List.of(
                entry("tcp 192.0.2.10:80", "192.0.2.21:8080"),
                entry("udp [2001:db8::10]:53", "[2001:db8::21]:53"),
                entry("fwmark 268439552", "192.0.2.22:0")),
            Set.of());
    assertThat(samples(lb))
        .contains(
            "lvs_agent_real_server_weight{service=\"web\",local_address=\"192.0.2.10\","
                + "local_port=\"80\",proto=\"TCP\",local_mark=\"\","
                + "remote_address=\"192.0.2.21\",remote_port=\"8080\"} 0",
            "lvs_agent_real_server_active_connections{service=\"web\","
                + "local_address=\"2001:db8::10\",local_port=\"53\",proto=\"UDP\","
                + "local_mark=\"\",remote_address=\"2001:db8::21\",remote_port=\"53\"} 11",
            "lvs_agent_real_server_inactive_connections{service=\"web\",local_address=\"\","
                + "local_port=\"0\",proto=\"FWM\",local_mark=\"10001000\","
                + "remote_address=\"192.0.2.22\",remote_port=\"0\"} 12");
  }

  @Test
  void labelsAreEscaped() {
    assertThat(samples(service("a\"b\\c\nd\u001b", State.UP)))
        .contains("lvs_agent_in_sync{service=\"a\\\"b\\\\c\\nd\\\\x1b\"} 1");
  }

  @Test
  void aValueIsReadBackAndWhatIsNoneIsZero() {
    String text = PrometheusReport.of(metrics(WELL));
    assertThat(PrometheusReport.value(text, PrometheusReport.LAST_VERIFY))
        .isEqualTo(1_795_824_007.25);
    assertThat(PrometheusReport.value(text, PrometheusReport.LAST_CHANGE)).isZero();
    assertThat(PrometheusReport.value("a_b NaN\na_b\n\na_b 1 2\n", "a_b")).isZero();
  }

  @Test
  void aFileIsReplacedForEverybodyToRead(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("lvs.prom");
    MetricsFile file = new MetricsFile(path);
    assertThat(file.read()).isEmpty();
    file.write("a 1\n");
    file.write("a 2\n");
    assertThat(file.read()).isEqualTo("a 2\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-r--r--");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(path);
    }
  }

  @Test
  void aLinkOrAFolderInItsPlaceIsLeftAndAMissingFolderIsNamed(@TempDir Path folder)
      throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("x.prom"), folder.resolve("y"));
    assertThatThrownBy(() -> new MetricsFile(link).write(""))
        .hasMessage("cannot write " + link + ": it is there, and is no regular file");
    assertThat(link).isSymbolicLink();
    Path nowhere = folder.resolve("none/x.prom");
    assertThatThrownBy(() -> new MetricsFile(nowhere).write(""))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot write " + nowhere + ": ");
  }
}
