package io.lvsagent.agent.report;

import io.lvsagent.agent.verify.Finding;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.TableEntry;
import io.lvsagent.profiles.model.Severity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Metrics in the text format of Prometheus. Real servers have the labels of the ipvs collector of
 * node_exporter, so that the two can be joined.
 */
public final class PrometheusReport {
  public static final String LAST_VERIFY = "lvs_agent_last_verify_timestamp_seconds";
  public static final String LAST_CHANGE = "lvs_agent_last_change_timestamp_seconds";

  private final StringBuilder out = new StringBuilder();

  private PrometheusReport() {}

  public static String of(Measurement metrics) {
    PrometheusReport report = new PrometheusReport();
    report.services(metrics);
    report.realServers(metrics.services());
    report.host(metrics);
    return report.out.toString();
  }

  private void services(Measurement metrics) {
    gauge("lvs_agent_in_sync", "1 if nothing differs that matters, also while stopped by hand.");
    for (ServiceStatus service : metrics.services()) {
      sample("lvs_agent_in_sync", service.drifted(false) ? 0 : 1, "service", service.name());
    }
    gauge("lvs_agent_drift_items", "Keys that differ, by severity.");
    for (ServiceStatus service : metrics.services()) {
      for (Severity severity : Severity.values()) {
        long count = service.findings().stream().filter(f -> differs(f, severity)).count();
        String word = severity.toString();
        sample("lvs_agent_drift_items", count, "service", service.name(), "severity", word);
      }
    }
    gauge("lvs_agent_vip_up", "1 if the VIP is local.");
    for (Measurement.Vip vip : metrics.vips()) {
      long up = vip.up() ? 1 : 0;
      sample(
          "lvs_agent_vip_up",
          up,
          "service",
          vip.service(),
          "vip",
          vip.vip(),
          "device",
          vip.device());
    }
  }

  private static boolean differs(Finding finding, Severity severity) {
    return !finding.ok() && finding.severity() == severity;
  }

  private void realServers(List<ServiceStatus> services) {
    ToLongFunction<TableEntry.Server> weight = server -> server.server().weight();
    each(services, "weight", "Weight in the IPVS table; 0 takes no new connections.", weight);
    each(services, "active_connections", "Connections that carry data.", s -> s.active());
    each(services, "inactive_connections", "Connections in other states.", s -> s.inactive());
  }

  private void each(
      List<ServiceStatus> services,
      String what,
      String help,
      ToLongFunction<TableEntry.Server> value) {
    String name = "lvs_agent_real_server_" + what;
    gauge(name, help);
    for (ServiceStatus service : services) {
      for (TableEntry entry : service.balancing()) {
        for (TableEntry.Server server : entry.servers()) {
          String[] labels = labels(service.name(), entry.service().match(), server.server());
          sample(name, value.applyAsLong(server), labels);
        }
      }
    }
  }

  /** A firewall mark has no address; it is written as /proc/net/ip_vs does. */
  private static String[] labels(String service, ServiceMatch match, RealServer real) {
    List<String> labels = new ArrayList<>(List.of("service", service));
    if (match instanceof ServiceMatch.Listener listener) {
      labels.addAll(List.of("local_address", listener.endpoint().ip().toString()));
      labels.addAll(List.of("local_port", String.valueOf(listener.endpoint().port())));
      labels.addAll(List.of("proto", listener.protocol().toString().toUpperCase(Locale.ROOT)));
      labels.addAll(List.of("local_mark", ""));
    } else if (match instanceof ServiceMatch.Mark mark) {
      labels.addAll(List.of("local_address", "", "local_port", "0", "proto", "FWM"));
      labels.addAll(List.of("local_mark", String.format("%08X", mark.mark())));
    }
    labels.addAll(List.of("remote_address", real.endpoint().ip().toString()));
    labels.addAll(List.of("remote_port", String.valueOf(real.endpoint().port())));
    return labels.toArray(new String[0]);
  }

  private void host(Measurement metrics) {
    counter("lvs_agent_repairs_total", "How often a watch mended something of the service.");
    for (ServiceStatus service : metrics.services()) {
      long repairs = metrics.repairs().getOrDefault(service.name(), 0L);
      sample("lvs_agent_repairs_total", repairs, "service", service.name());
    }
    counter("lvs_agent_rp_filter_drops_total", "Packets dropped by the reverse path filter.");
    metrics.rpFilterDrops().ifPresent(drops -> sample("lvs_agent_rp_filter_drops_total", drops));
    gauge(LAST_VERIFY, "When the host was last compared with the config; 0 is never.");
    time(LAST_VERIFY, metrics.lastVerify());
    gauge(LAST_CHANGE, "When lvs-agent last changed the host since it booted; 0 is never.");
    time(LAST_CHANGE, metrics.lastChange());
    gauge("lvs_agent_build_info", "Always 1; the version is a label.");
    sample("lvs_agent_build_info", 1, "version", Report.version());
  }

  private void gauge(String name, String help) {
    head(name, "gauge", help);
  }

  private void counter(String name, String help) {
    head(name, "counter", help);
  }

  private void head(String name, String type, String help) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void time(String name, double seconds) {
    BigDecimal rounded = BigDecimal.valueOf(seconds).setScale(3, RoundingMode.HALF_UP);
    out.append(name).append(' ').append(rounded.toPlainString()).append('\n');
  }

  private void sample(String name, long value, String... labels) {
    out.append(name);
    for (int i = 0; i < labels.length; i += 2) {
      out.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
      out.append(escaped(labels[i + 1])).append('"');
    }
    out.append(labels.length == 0 ? " " : "} ").append(value).append('\n');
  }

  /** Names may hold bytes that are not UTF-8, with which nobody would take the whole file. */
  private static String escaped(String label) {
    String text = Printable.of(label);
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  /** Returns the value of a metric without labels in a text of ours; 0 if it has none. */
  public static double value(String text, String metric) {
    for (String line : text.split("\n")) {
      String[] words = line.split(" ");
      if (words[0].equals(metric) && line.matches("[a-z_]+ [0-9]{1,15}([.][0-9]+)?")) {
        return Double.parseDouble(words[1]);
      }
    }
    return 0;
  }
}
