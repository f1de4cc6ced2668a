package io.lvsagent.agent.cli;

import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.probe.ProbeOptions;
import io.lvsagent.agent.probe.ProbeTarget;
import io.lvsagent.agent.probe.ProbeTargets;
import io.lvsagent.agent.probe.Probed;
import io.lvsagent.agent.probe.WireProbe;
import io.lvsagent.agent.report.Console;
import io.lvsagent.agent.report.Report;
import io.lvsagent.agent.usage.Arguments;
import io.lvsagent.agent.usage.ExitCode;
import io.lvsagent.agent.usage.Option;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.wire.Mac;
import io.lvsagent.iface.wire.PacketSockets;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.IpRange;
import io.lvsagent.profiles.model.ReservedRange;
import io.lvsagent.profiles.model.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code probe}: asks on the wire who answers for VIPs, and whether real servers serve them. */
final class ProbeCommand {
  private static final int COUNT = 3;
  private static final int MOST = 100;

  private ProbeCommand() {}

  static Report run(Arguments arguments, Console console) {
    boolean plain = arguments.has(Option.VIP) && !arguments.has(Option.PROFILE);
    ProbeOptions options =
        new ProbeOptions(
            arguments.number(Option.COUNT, COUNT, 1, MOST),
            arguments.nanos(Option.TIMEOUT, 1, 0.001),
            arguments.text(Option.EXPECT).map(text -> mac(arguments, text)));
    List<ProbeTarget> plainTargets = plain ? plainTargets(arguments) : List.of();
    List<Endpoint> named =
        arguments.texts(Option.REAL_SERVER).stream().map(arguments::endpoint).toList();
    Optional<ConfigSelection> config =
        plain ? Optional.empty() : Optional.of(ConfigSelection.of(arguments));
    arguments.netns().ifPresent(Session::enter);
    Consumer<String> trace = console::remark;
    boolean tracing = arguments.has(Option.TRACE);
    PacketSockets wire = tracing ? new PacketSockets(trace) : new PacketSockets();
    WireProbe.requireSockets(wire);
    List<ProbeTarget> targets = new ArrayList<>(plainTargets);
    List<Probed> probed;
    // the lock is not held while it asks
    Map<Service, Boolean> services = new LinkedHashMap<>();
    config.ifPresent(read -> services.putAll(services(read, arguments, console)));
    try (Rtnetlink kernel = tracing ? Rtnetlink.open(trace) : Rtnetlink.open()) {
      for (Map.Entry<Service, Boolean> up : services.entrySet()) {
        Service service = up.getKey();
        if (named.isEmpty() || service.role() == Role.DIRECTOR) {
          targets.addAll(ProbeTargets.of(service, up.getValue(), named, kernel));
        }
      }
      if (!named.isEmpty() && targets.stream().allMatch(target -> target.servers().isEmpty())) {
        throw arguments.usage(
            "--real-server: no director's service has virtual-servers to ask it for; without them,"
                + " write ADDRESS:PORT");
      }
      probed = WireProbe.ask(kernel, wire, targets, options);
    }
    boolean well = probed.stream().allMatch(Probed::isWell);
    return Report.of(arguments.word())
        .probing(probed)
        .noting(notes(probed))
        .exiting((well ? ExitCode.OK : ExitCode.DRIFT).code());
  }

  /** Returns the services, each with true if it is up. */
  private static Map<Service, Boolean> services(
      ConfigSelection config, Arguments arguments, Console console) {
    Map<Service, Boolean> up = new LinkedHashMap<>();
    try (Session session = Session.toRead(arguments, console)) {
      for (Service service : config.on(session).services()) {
        up.put(service, session.ledger().isUp(service.name()));
      }
    }
    return up;
  }

  /** Returns the VIPs of the command line, which needs no config. */
  private static List<ProbeTarget> plainTargets(Arguments arguments) {
    if (!arguments.has(Option.DEVICE)) {
      throw arguments.usage("--vip needs --device, on which to ask; or --profile");
    }
    for (Option option :
        List.of(Option.CONFIG, Option.UPLINK, Option.DIRECTOR, Option.NAME, Option.REAL_SERVER)) {
      if (arguments.has(option)) {
        throw arguments.usage("--vip without --profile does not go with " + option.flag());
      }
    }
    if (!arguments.operands().isEmpty()) {
      throw arguments.usage("--vip says what to ask for: leave out the names of services");
    }
    List<String> devices = List.of(arguments.text(Option.DEVICE).orElseThrow());
    List<ProbeTarget> targets = new ArrayList<>();
    for (String text : arguments.texts(Option.VIP)) {
      String silence = "without a config, that may be right";
      targets.add(
          new ProbeTarget("", vip(arguments, text), devices, false, false, silence, List.of()));
    }
    return targets;
  }

  private static Ip vip(Arguments arguments, String text) {
    try {
      Ip vip = Ip.parse(text);
      Optional<ReservedRange> reserved = ReservedRange.overlapping(IpRange.of(IpPrefix.host(vip)));
      if (reserved.isPresent()) {
        throw arguments.usage("--vip: %s cannot be a VIP: %s".formatted(text, reserved.get()));
      }
      return vip;
    } catch (IllegalArgumentException e) {
      throw arguments.usage("--vip: " + e.getMessage());
    }
  }

  private static Mac mac(Arguments arguments, String text) {
    try {
      return Mac.parse(text);
    } catch (IllegalArgumentException e) {
      throw arguments.usage("--expect: " + e.getMessage());
    }
  }

  private static List<Note> notes(List<Probed> probed) {
    if (probed.isEmpty()) {
      return List.of(new Note("nothing-asked", "the services have no VIPs to ask for"));
    }
    List<Note> notes = new ArrayList<>();
    for (Probed one : probed) {
      if (one.well() && one.answers().isEmpty() && one.summary().startsWith("nobody answers")) {
        notes.add(
            new Note(
                "nobody-answers",
                "nobody answers for %s on %s".formatted(one.vip(), one.device())));
      }
    }
    return notes;
  }
}
