package io.lvsagent.profiles.ipvsadm;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.Protocol;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.SyncDaemon;
import io.lvsagent.iface.ipvs.Timeouts;
import io.lvsagent.profiles.config.BalancingReader;
import io.lvsagent.profiles.config.ConfigKeys;
import io.lvsagent.profiles.config.RealServerReader;
import io.lvsagent.profiles.config.VipReader;
import io.lvsagent.profiles.config.Vips;
import io.lvsagent.profiles.config.VirtualServerReader;
import io.lvsagent.profiles.model.Balancing;
import io.lvsagent.profiles.model.NameRules;
import io.lvsagent.profiles.model.VirtualServiceSpec;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  private static final Mapping NOTHING = new Mapping(Place.of("import"), Map.of());

  private final String device;
  private final Optional<Ip> director;
  private final Map<ServiceMatch, Added> added = new LinkedHashMap<>();
  private Mapping timeouts = NOTHING;
  private Mapping daemons = NOTHING;

  /** A virtual server with the real servers that have been read so far. */
  private record Added(Mapping options, List<Node> servers) {}

  private Import(String device, Optional<Ip> director) {
    this.device = device;
    this.director = director;
  }

  /**
   * Returns a config in YAML that compiles to the same table. Throws ConfigException if a line is
   * wrong or cannot be expressed.
   *
   * @param source the name of the file, for error messages
   * @param device the device that holds the VIPs, which is not part of the table
   * @param cluster the director's own address, for a config that serves the real servers, too
   */
  public static String read(
      List<String> lines, String source, String device, Optional<String> cluster) {
    return read(lines, source, device, cluster, PortNames.OF_SYSTEM);
  }

  static String read(
      List<String> lines, String source, String device, Optional<String> cluster, PortNames ports) {
    NameRules.device(new Node.Scalar(Place.of("--device"), device));
    Optional<Node> director = cluster.map(text -> new Node.Scalar(Place.of("--cluster"), text));
    Import table = new Import(device, director.map(node -> node.parsed(Ip::parse)));
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        table.line(IpvsadmLine.read(source, i + 1, lines.get(i), ports));
      }
    }
    return table.text();
  }

  private void line(IpvsadmLine line) {
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
    Mapping.Entry matched = matched(line);
    ServiceMatch match = match(line, matched);
    Place place = matched.value().place();
    if (match instanceof ServiceMatch.Listener listener) {
      options = with(options, place, matched.key(), listener.endpoint().toString());
    } else if (match instanceof ServiceMatch.Mark mark) {
      options = with(options, matched.place(), ConfigKeys.FAMILY, mark.isV6() ? "ipv6" : "ipv4");
      options = with(options, place, matched.key(), Long.toString(mark.mark()));
    }
    Added first = added.putIfAbsent(match, new Added(options, new ArrayList<>()));
    if (first != null) {
      throw matched.wrong("%s is added twice, first at %s", match, first.options().place());
    }
  }

  private void addServer(IpvsadmLine line) {
    line.requireNoOperands();
    Mapping options = line.allowed(SERVER_KEYS);
    Mapping.Entry matched = matched(line);
    ServiceMatch match = match(line, matched);
    Added service = added.get(match);
    if (service == null) {
      throw matched.wrong("no line above adds %s", match);
    }
    Node command = line.command();
    Node rip = options.find(ConfigKeys.RIP).orElseThrow(() -> command.wrong("-r is missing"));
    String method = options.text(ConfigKeys.METHOD, Forwarding.DIRECT.toString());
    options = with(options, command.place(), ConfigKeys.METHOD, method);
    if (match instanceof ServiceMatch.Listener
        && !method.equals(Forwarding.MASQUERADE.toString())) {
      // Drops the port like ipvsadm: without masquerading a real server has the service's port.
      Ip ip = rip.parsed(RealServerReader::endpoint).ip();
      options = with(options, rip.place(), ConfigKeys.RIP, ip.toString());
    }
    service.servers().add(options.only(ConfigKeys.REAL_SERVER));
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
  }

  private static Mapping.Entry matched(IpvsadmLine line) {
    List<Mapping.Entry> found = List.copyOf(line.options().only(ConfigKeys.MATCHES).entries());
    line.command().refuseIf(found.isEmpty(), "one of -t, -u, --sctp-service and -f is missing");
    if (found.size() > 1) {
      throw found.get(1).wrong("cannot be used with %s", found.get(0).place().key());
    }
    return found.get(0);
  }

  private static ServiceMatch match(IpvsadmLine line, Mapping.Entry matched) {
    Node value = matched.value();
    if (matched.key().equals(ConfigKeys.FWMARK)) {
      long mark = value.number(Integer.MIN_VALUE, 0xffff_ffffL) & 0xffff_ffffL;
      value.refuseIf(mark == 0, "fwmark 0 is not a mark: use 1 to 4294967295");
      return new ServiceMatch.Mark(mark, line.options().has(ConfigKeys.FAMILY));
    }
    Node name = new Node.Scalar(matched.place(), matched.key());
    return new ServiceMatch.Listener(
        name.oneOf(List.of(Protocol.values())), value.parsed(RealServerReader::endpoint));
  }

  private static Mapping with(Mapping options, Place at, String key, String text) {
    return options.with(key, new Node.Scalar(at, text));
  }

  private String text() {
    List<VirtualServiceSpec> servers = new ArrayList<>();
    added.forEach((match, service) -> servers.add(server(match, service)));
    for (Mapping settings : List.of(timeouts, daemons)) {
      for (Mapping.Entry setting : settings.entries()) {
        setting.place().refuseIf(servers.isEmpty(), "needs a virtual server, but no line adds one");
      }
    }
    if (director.isPresent()) {
      servers.forEach(Import::requireClusterable);
    }
    Optional<Timeouts> times = BalancingReader.timeouts(timeouts);
    List<Balancing.Sync> sync =
        daemons.entries().isEmpty() ? List.of() : BalancingReader.sync(daemons, servers);
    return new ImportedText(device, director, servers, times, sync).yaml();
  }

  /** Throws ConfigException for what the table does not tell enough of to set up real servers. */
  private static void requireClusterable(VirtualServiceSpec server) {
    server
        .place()
        .refuseIf(
            server.service().match() instanceof ServiceMatch.Mark,
            "%s does not tell the VIPs of the real servers: import it without --cluster",
            server.service().match());
    long methods = server.servers().stream().map(RealServer::method).distinct().count();
    server
        .place()
        .refuseIf(
            methods > 1,
            "the real servers of %s have several methods: import it without --cluster",
            server.service().match());
  }

  private VirtualServiceSpec server(ServiceMatch match, Added service) {
    Mapping options = service.options();
    Node servers = new Node.Sequence(options.place(), service.servers());
    Vips vips = new Vips();
    if (match instanceof ServiceMatch.Listener listener) {
      Place at = options.at(listener.protocol().toString()).place();
      Node vip = new Node.Scalar(at, listener.endpoint().ip().toString());
      vips = new VipReader(false, device).read(List.of(vip));
    }
    Mapping config = options.with(ConfigKeys.REAL_SERVERS, servers);
    return new VirtualServerReader(config, Forwarding.DIRECT, vips).read().get(0);
  }
}
