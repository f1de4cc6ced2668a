package io.lvsagent.agent.report;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.RealServerItem;
import io.lvsagent.iface.ipvs.Connection;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.TableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Prints virtual services and connections in columns. */
final class BalancingText {
  private BalancingText() {}

  /** Prints the virtual services of a service, indented below it. */
  static void services(List<TableEntry> table, Set<Key> drained, StringBuilder out) {
    for (TableEntry entry : table) {
      out.append("  ").append(entry.service()).append('\n');
      ServiceMatch match = entry.service().match();
      List<List<String>> rows = new ArrayList<>();
      for (TableEntry.Server server : entry.servers()) {
        rows.add(
            List.of(
                "   ",
                server.server().endpoint().toString(),
                server.server().method().toString(),
                "weight " + server.server().weight(),
                server.active() + " active",
                server.inactive() + " inactive",
                server.traffic().connectionRate() + " conns/s",
                server.traffic().byteRateIn() + " B/s in",
                server.traffic().byteRateOut() + " B/s out",
                drained.contains(RealServerItem.key(match, server.server())) ? "drained" : ""));
      }
      rows(rows, out);
    }
  }

  static void connections(List<Connection> connections, StringBuilder out) {
    List<List<String>> rows = new ArrayList<>(connections.size() + 1);
    rows.add(List.of("pro", "expire", "state", "source", "virtual", "destination", "engine"));
    for (Connection c : connections) {
      rows.add(
          List.of(
              c.protocol(),
              String.format("%02d:%02d", c.expires() / 60, c.expires() % 60),
              c.state(),
              c.client().toString(),
              c.virtual().toString(),
              c.destination().toString(),
              c.engine()));
    }
    rows(rows, out);
  }

  private static void rows(List<List<String>> rows, StringBuilder out) {
    int[] widths = new int[rows.isEmpty() ? 0 : rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 1));
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
  }
}
