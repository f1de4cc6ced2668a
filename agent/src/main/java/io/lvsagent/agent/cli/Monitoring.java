package io.lvsagent.agent.cli;

import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.LedgerFile;
import io.lvsagent.agent.report.Measurement;
import io.lvsagent.agent.report.MetricsFile;
import io.lvsagent.agent.report.NagiosReport;
import io.lvsagent.agent.report.PrometheusReport;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.ExitCode;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.agent.verify.ServiceStatus;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.route.Address;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.DeviceName;
import io.lvsagent.profiles.model.VipRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What other machines see of {@code verify}, {@code status} and {@code watch}. */
final class Monitoring {
  private Monitoring() {}

  /** Returns a report as the line of a plugin, unless it is a help. */
  static Report line(Report report, Arguments arguments) {
    boolean isHelp = report.text().isPresent() && arguments.help().isPresent();
    return isHelp ? report : NagiosReport.of(report, arguments.has(Option.STRICT));
  }

  /** Adds the metrics to a report of services, as the command line asks. */
  static Report measured(Report report, Session session, ServiceSelection selection) {
    Measurement metrics = metrics(session, selection, report.services(), Map.of());
    return with(PrometheusReport.of(metrics), report, session.arguments());
  }

  /** Does the same for a report of a failure, where nothing is known of the services. */
  static Report unmeasured(Report report, Arguments arguments) {
    return with(unknown(arguments), report, arguments);
  }

  private static Report with(String text, Report report, Arguments arguments) {
    List<Note> notes = new ArrayList<>();
    write(text, arguments).ifPresent(notes::add);
    boolean isWell = notes.isEmpty() || report.exit() != 0;
    Report full = report.noting(notes).exiting(isWell ? report.exit() : ExitCode.STATE.code());
    return arguments.prints("prometheus") ? full.saying(text) : full;
  }

  /** Writes the file that the command line names; returns what was in the way. */
  static Optional<Note> write(String text, Arguments arguments) {
    try {
      Optional<String> path = arguments.text(Option.TEXTFILE).filter(name -> !name.isEmpty());
      if (path.isPresent()) {
        new MetricsFile(Path.of(path.get())).write(text);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(new Note(Report.NOT_WRITTEN, String.valueOf(e.getMessage())));
    }
  }

  /** Returns the metrics while the host cannot be read; when that was possible last stays. */
  static String unknown(Arguments arguments) {
    String before =
        arguments
            .text(Option.TEXTFILE)
            .map(path -> new MetricsFile(Path.of(path)).read())
            .orElse("");
    double verify = PrometheusReport.value(before, PrometheusReport.LAST_VERIFY);
    double change = PrometheusReport.value(before, PrometheusReport.LAST_CHANGE);
    return PrometheusReport.of(
        new Measurement(List.of(), List.of(), OptionalLong.empty(), verify, change, Map.of()));
  }

  static Measurement metrics(
      Session session,
      ServiceSelection selection,
      List<ServiceStatus> services,
      Map<String, Long> repairs) {
    List<ServiceStatus> balancing = StatusCommand.balancing(session, services);
    List<Measurement.Vip> vips = vips(session, selection.services(), services);
    double now = System.currentTimeMillis() / 1e3;
    return new Measurement(balancing, vips, drops(), now, lastChange(session.arguments()), repairs);
  }

  /** Returns when the ledger was written, which each run does that changes the host. */
  private static double lastChange(Arguments arguments) {
    try {
      Path ledger = new LedgerFile(Session.state(arguments), Session.place()).path();
      return Files.getLastModifiedTime(ledger).toMillis() / 1e3;
    } catch (IOException e) {
      return 0;
    }
  }

  private static List<Measurement.Vip> vips(
      Session session, List<Service> configured, List<ServiceStatus> services) {
    Map<String, Service> known = new HashMap<>();
    configured.forEach(service -> known.put(service.name(), service));
    Held held = new Held(session);
    List<Measurement.Vip> vips = new ArrayList<>();
    for (ServiceStatus status : services) {
      Service service = known.get(status.name());
      if (service == null) {
        Map<String, String> needed = needed(session.ledger(), status.name());
        for (String vip : status.vips()) {
          IpPrefix prefix = IpPrefix.parse(vip);
          Optional<String> device = Optional.ofNullable(needed.get(prefix.toString()));
          vips.add(held.vip(status.name(), prefix, device));
        }
        continue;
      }
      for (VipRange range : service.ranges()) {
        Optional<String> device =
            service.holder(range).or(() -> service.device().map(DeviceName::name));
        if (device.isPresent()) {
          range.vips().forEach(vip -> vips.add(held.vip(status.name(), vip, device)));
        }
      }
    }
    return vips;
  }

  /** Returns the addresses that a service needs with their devices, as the ledger knows them. */
  private static Map<String, String> needed(Ledger ledger, String service) {
    Map<String, String> devices = new HashMap<>();
    for (Key key : ledger.keys()) {
      if (key.kind() == Kind.ADDRESS && ledger.entry(key).needs().containsKey(service)) {
        int space = key.name().lastIndexOf(' ');
        devices.put(key.name().substring(space + 1), key.name().substring(0, space));
      }
    }
    return devices;
  }

  /** The addresses that the host has. */
  private static final class Held {
    private final Session session;
    private final Map<Ip, Set<String>> devices = new HashMap<>();

    Held(Session session) {
      this.session = session;
      for (boolean v6 : new boolean[] {false, true}) {
        for (Address address : session.kernel().rtnetlink().addresses(v6, "")) {
          devices.computeIfAbsent(address.ip(), ip -> new HashSet<>()).add(address.device());
        }
      }
    }

    /** Without a device, one that has the VIP will do. A whole prefix is local by a route. */
    Measurement.Vip vip(String service, IpPrefix vip, Optional<String> device) {
      Set<String> on = devices.getOrDefault(vip.ip(), Set.of());
      boolean isUp =
          vip.isHost()
              ? device.map(on::contains).orElse(!on.isEmpty())
              : session.kernel().rtnetlink().isLocal(vip.ip());
      String where = device.orElse(on.stream().sorted().findFirst().orElse(""));
      String text = vip.isHost() ? vip.ip().toString() : vip.toString();
      return new Measurement.Vip(service, text, where, isUp);
    }
  }

  /** Reads the namespace of this thread; /proc/net would be that of the first one. */
  private static OptionalLong drops() {
    try {
      return drops(Files.readString(Path.of("/proc/thread-self/net/netstat")));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Reads a counter of TcpExt, whose names are on one line and whose values on the next. */
  static OptionalLong drops(String netstat) {
    String[] names = {};
    for (String line : netstat.split("\n")) {
      String[] words = line.split(" ");
      int column = List.of(names).indexOf("IPReversePathFilter");
      if (words[0].equals("TcpExt:") && column > 0 && column < words.length) {
        return OptionalLong.of(Long.parseLong(words[column]));
      }
      names = words[0].equals("TcpExt:") ? words : names;
    }
    return OptionalLong.empty();
  }
}
