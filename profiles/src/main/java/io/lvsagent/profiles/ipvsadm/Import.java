package io.lvsagent.profiles.ipvsadm;

import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.SyncDaemon;
import io.lvsagent.profiles.config.ConfigKeys;
import io.lvsagent.profiles.imported.Imported;
import io.lvsagent.profiles.imported.PortNames;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.util.List;
import java.util.Map;

/**
 * Converts a table that {@code ipvsadm -S -n} saved into a config. The lines are read like entries
 * of a config; error messages name the line and the option. Ipvsadm does not save thresholds,
 * timeouts and sync daemons, but lines that an operator added for them are read.
 */
public final class Import {
  private static final List<String> MATCH_KEYS =
      ConfigKeys.joined(ConfigKeys.MATCHES, List.of(ConfigKeys.FAMILY));
  private static final List<String> SERVICE_KEYS =
      ConfigKeys.joined(MATCH_KEYS, ConfigKeys.SCHEDULING);
  private static final List<String> SERVER_KEYS =
      ConfigKeys.joined(MATCH_KEYS, ConfigKeys.REAL_SERVER);

  private final Imported found;
  private final PortNames ports;
  private Mapping timeouts = new Mapping(Place.of("import"), Map.of());
  private Mapping daemons = timeouts;

  private Import(Imported found, PortNames ports) {
    this.found = found;
    this.ports = ports;
  }

  /** Returns a reader that adds what it reads, with the names of ports that the system knows. */
  public static Import into(Imported found) {
    return new Import(found, PortNames.OF_SYSTEM);
  }

  /**
   * Reads a saved table. Throws ConfigException if a line is wrong or cannot be expressed.
   *
   * @param source the name of the file, for error messages
   */
  public static Imported read(List<String> lines, String source) {
    return read(lines, source, PortNames.OF_SYSTEM);
  }

  static Imported read(List<String> lines, String source, PortNames ports) {
    Imported found = new Imported();
    Import table = new Import(found, ports);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        table.line(source, i + 1, lines.get(i));
      }
    }
    return found;
  }

  /** Reads one line. Throws ConfigException if it is wrong or cannot be expressed. */
  public void line(String source, int number, String text) {
    IpvsadmLine line = IpvsadmLine.read(source, number, text, ports);
    switch (line.command().text()) {
      case "-A", "--add-service" -> addService(line);
      case "-a", "--add-server" -> addServer(line);
      case "--set" -> set(line);
      default -> startDaemon(line);
    }
  }

  private void addService(IpvsadmLine line) {
    line.requireNoOperands();
    Mapping options = line.allowed(SERVICE_KEYS);
    found.add(matched(line), isV6(line), options, List.of());
  }

  private void addServer(IpvsadmLine line) {
    line.requireNoOperands();
    Mapping options = line.allowed(SERVER_KEYS);
    Mapping.Entry matched = matched(line);
    ServiceMatch match = Imported.match(matched, isV6(line));
    if (!found.has(match)) {
      throw matched.wrong("no line above adds %s", match);
    }
    Node command = line.command();
    command.refuseIf(!options.has(ConfigKeys.RIP), "-r is missing");
    String method = options.text(ConfigKeys.METHOD, Forwarding.DIRECT.toString());
    options = options.with(ConfigKeys.METHOD, new Node.Scalar(command.place(), method));
    found.addServer(match, options.only(ConfigKeys.REAL_SERVER));
  }

  private void set(IpvsadmLine line) {
    line.allowed(List.of());
    Node command = line.command();
    command.refuseIf(!timeouts.entries().isEmpty(), "the timeouts are set twice");
    command.refuseIf(
        line.operands().size() != ConfigKeys.TIMEOUT.size(),
        "expected three timeouts: tcp, tcp-fin and udp");
    for (int i = 0; i < line.operands().size(); i++) {
      timeouts = timeouts.with(ConfigKeys.TIMEOUT.get(i), line.operands().get(i));
    }
    found.timeouts(timeouts);
  }

  private void startDaemon(IpvsadmLine line) {
    Mapping daemon = line.allowed(ConfigKeys.DAEMON);
    line.command().refuseIf(line.operands().size() != 1, "expected master or backup");
    Node.Scalar word = line.operands().get(0);
    String state = word.oneOf(List.of(SyncDaemon.State.values())).toString();
    line.command().refuseIf(!daemon.has(ConfigKeys.INTERFACE), "--mcast-interface is missing");
    word.refuseIf(daemons.has(state), "%s is started twice", state);
    Mapping others = daemons.entries().isEmpty() ? new Mapping(daemon.place(), Map.of()) : daemons;
    daemons = others.with(state, daemon);
    found.daemons(daemons);
  }

  private static Mapping.Entry matched(IpvsadmLine line) {
    List<Mapping.Entry> found = List.copyOf(line.options().only(ConfigKeys.MATCHES).entries());
    line.command().refuseIf(found.isEmpty(), "one of -t, -u, --sctp-service and -f is missing");
    if (found.size() > 1) {
      throw found.get(1).wrong("cannot be used with %s", found.get(0).place().key());
    }
    return found.get(0);
  }

  private static boolean isV6(IpvsadmLine line) {
    return line.options().has(ConfigKeys.FAMILY);
  }
}
