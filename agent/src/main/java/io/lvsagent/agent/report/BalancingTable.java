package io.lvsagent.agent.report;

import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.agent.report.Rates.Rate;
import io.lvsagent.agent.report.StatusFrame.Line;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.TableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The virtual services and their real servers with weights, connections, and the columns of {@code
 * ipvsadm -L --rate}.
 */
final class BalancingTable {
  private static final List<String> COLUMNS =
      List.of("Weight", "Active", "InAct", "CPS", "InPPS", "OutPPS", "InBPS", "OutBPS");

  private static final int NUMBER = 7;

  private final Rates rates;
  private final List<Row> rows = new ArrayList<>();

  private BalancingTable(Rates rates) {
    this.rates = rates;
  }

  /** One line, whose numbers are behind each other's. */
  private record Row(String name, List<String> numbers, String colour) {}

  /** Returns a heading and a line for each; none if there are no virtual services. */
  static List<Line> lines(List<ServiceStatus> services, Rates rates) {
    BalancingTable table = new BalancingTable(rates);
    for (ServiceStatus service : services) {
      for (TableEntry entry : service.balancing()) {
        table.add(entry, service);
      }
    }
    return table.rows.isEmpty() ? List.of() : table.lines();
  }

  private void add(TableEntry entry, ServiceStatus service) {
    ServiceMatch match = entry.service().match();
    long active = 0;
    long inactive = 0;
    for (TableEntry.Server server : entry.servers()) {
      active += server.active();
      inactive += server.inactive();
    }
    String name = match + " " + entry.service().scheduler();
    rows.add(new Row(name, numbers("", active, inactive, rates.of(match)), ""));
    for (TableEntry.Server each : entry.servers()) {
      RealServer server = each.server();
      boolean isDrained = service.drained().contains(RealServerItem.key(match, server));
      String weight = Integer.toString(server.weight());
      List<String> numbers =
          numbers(weight, each.active(), each.inactive(), rates.of(match, server));
      String end = isDrained ? " drained" : "";
      String colour = server.weight() == 0 ? Ink.WARNING : "";
      rows.add(new Row("  " + server.endpoint() + end, numbers, colour));
    }
  }

  private static List<String> numbers(String weight, long active, long inactive, Rate rate) {
    return List.of(
        weight,
        number(active),
        number(inactive),
        number(rate.connections()),
        number(rate.packetsIn()),
        number(rate.packetsOut()),
        number(rate.bytesIn()),
        number(rate.bytesOut()));
  }

  /** Returns a number in at most six characters: {@code 0.5}, {@code 9876}, {@code 12.3k}. */
  static String number(double number) {
    if (number < 9.95 && number != Math.rint(number)) {
      return String.format(Locale.ROOT, "%.1f", number);
    }
    if (Math.round(number) < 100_000) {
      return Long.toString(Math.round(number));
    }
    double scaled = number / 1000;
    String units = "kMGTP";
    int unit = 0;
    while (Math.round(scaled) >= 1000 && unit < units.length() - 1) {
      scaled /= 1000;
      unit++;
    }
    String format = scaled < 99.95 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, format, scaled) + units.charAt(unit);
  }

  private List<Line> lines() {
    int name = 0;
    for (Row row : rows) {
      name = Math.max(name, row.name().length());
    }
    List<Line> lines = new ArrayList<>();
    lines.add(Line.painted(line(new Row("", COLUMNS, ""), name), Ink.FAINT));
    for (Row row : rows) {
      String text = line(row, name);
      lines.add(row.colour().isEmpty() ? Line.plain(text) : Line.painted(text, row.colour()));
    }
    return lines;
  }

  private static String line(Row row, int name) {
    StringBuilder line = new StringBuilder(row.name());
    line.append(" ".repeat(name - row.name().length()));
    for (String number : row.numbers()) {
      line.append(" ".repeat(Math.max(1, NUMBER - number.length()))).append(number);
    }
    return line.toString();
  }
}
