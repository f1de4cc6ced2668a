package io.lvsagent.agent.cli;

import io.lvsagent.agent.intent.ConfigConflicts;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.agent.verify.ServiceStatus.State;
import io.lvsagent.iface.Ip;
import io.lvsagent.profiles.config.ClusterHost;
import io.lvsagent.profiles.config.Config;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code check}: reads the config without asking the kernel, for this host or for another. */
final class CheckCommand {
  private static final String HEAD =
      """
      # The services of %s. On it, eth0 is the device that has this address, and
      # 02:00:00:00:00:01 the hardware address of another director.
      """;

  private CheckCommand() {}

  static Report run(Arguments arguments) {
    Config config = ConfigSelection.config(arguments);
    Map<String, Set<Ip>> clusters = config.clusters();
    ConfigConflicts.requireNone(config.services());
    for (Set<Ip> hosts : clusters.values()) {
      hosts.forEach(host -> ConfigConflicts.requireNone(config.on(ClusterHost.at(host))));
    }
    Optional<Ip> host = arguments.asHost();
    if (host.isPresent()) {
      return as(host.get(), config, arguments);
    }
    String text =
        config.origin()
            + ": "
            + counted(config.services().size(), "service")
            + (clusters.isEmpty() ? "" : ", " + counted(clusters.size(), "cluster"))
            + "\n";
    return Report.of(arguments.word(), arguments.has(Option.QUIET) ? "" : text);
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /** Returns the services of another host, of which no more is known than its address. */
  private static Report as(Ip ip, Config config, Arguments arguments) {
    Set<Ip> known = new LinkedHashSet<>();
    config.clusters().values().forEach(known::addAll);
    Place file = Place.of(config.origin());
    file.refuseIf(known.isEmpty(), "has no clusters: --as needs one");
    file.refuseIf(!known.contains(ip), "no cluster has the host %s: %s", ip, Note.listOf(known));
    ClusterHost host = ClusterHost.at(ip);
    List<ServiceStatus> services = new ArrayList<>();
    for (Service service : config.on(host)) {
      List<String> vips = service.ranges().stream().map(Object::toString).toList();
      String profile = service.profile().name();
      String role = service.role().toString();
      services.add(
          new ServiceStatus(service.name(), profile, role, State.UNKNOWN, vips, List.of()));
    }
    String text = HEAD.formatted(ip) + config.text(host);
    return Report.of(arguments.word(), text).with(services);
  }
}
