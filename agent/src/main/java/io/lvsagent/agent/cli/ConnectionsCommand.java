package io.lvsagent.agent.cli;

import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Connection;
import io.lvsagent.iface.ipvs.ConnectionTable;
import io.lvsagent.profiles.config.Service;
import java.io.File;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code connections}: lists the connections to the VIPs of the named services, or all. */
final class ConnectionsCommand {
  private ConnectionsCommand() {}

  static Report run(Arguments arguments, Console console) {
    boolean filters = !arguments.operands().isEmpty() || arguments.has(Option.PROFILE);
    Set<Ip> vips = new HashSet<>();
    if (filters) {
      for (Service service : ConfigSelection.of(arguments).onThisHost(console).services()) {
        service.vips().forEach(vip -> vips.add(vip.ip()));
      }
    }
    arguments.netns().ifPresent(Session::enter);
    List<Connection> connections = new ArrayList<>();
    ConnectionTable table = new ConnectionTable(new File("/proc"));
    table.forEach(
        connection -> {
          if (!filters || vips.contains(connection.virtual().ip())) {
            connections.add(connection);
          }
        });
    return Report.of(arguments.word()).with(Optional.of(connections));
  }
}
