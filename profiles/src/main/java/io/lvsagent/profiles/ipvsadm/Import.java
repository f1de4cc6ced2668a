package io.lvsagent.profiles.ipvsadm;

import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.Protocol;
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
  private static final List<String> ADD_SERVICE = List.of("-A", "--add-service");
  private static final List<String> ADD_SERVER = List.of("-a", "--add-server");
  private static final String SET = "--set";
  private static final String START_DAEMON = "--start-daemon";
  private static final List<String> SERVICE_KEYS = withMatches(ConfigKeys.SCHEDULING);
  private static final List<String> SERVER_KEYS = withMatches(ConfigKeys.REAL_SERVER);

  private final String device;
  private final Map<ServiceMatch, Added> added = new LinkedHashMap<>();
  private final Map<String, Mapping.Entry> timeouts = new LinkedHashMap<>();
  private final Map<String, Mapping.Entry> daemons = new LinkedHashMap<>();

  /** A virtual server with the real servers that have been read so far. */
  private record Added(Mapping options, List<Node> servers) {}

  private Import(String device) {
    this.device = device;
  }

  /**
   * Returns a config in YAML that compiles to the same table. Throws ConfigException if a line is
   * wrong or cannot be expressed.
   *
   * @param source the name of the file, for error messages
   * @param device the device that holds the VIPs, which is not part of the table
   */
  public static String read(List<String> lines, String source, String device) {
    NameRules.device(new Node.Scalar(Place.of("--device"), device));
    Import table = new Import(device);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        table.line(IpvsadmLine.read(source, i + 1, lines.get(i)));
      }
    }
    return table.text();
  }

  private void line(IpvsadmLine line) {
    String command = line.command().text();
    if (ADD_SERVICE.contains(command)) {
      addService(line);
    } else if (ADD_SERVER.contains(command)) {
      addServer(line);
    } else if (command.equals(SET)) {
      set(line);
    } else if (command.equals(START_DAEMON)) {
      startDaemon(line);
    } else {
      throw line.command()
          .place()
          .wrong(
              "\""
                  + command
                  + "\" is not expected in a saved table: ipvsadm -S -n prints -A and -a");
    }
  }

  private void addService(IpvsadmLine line) {
    line.requireNoOperands();
    Map<String, Mapping.Entry> options = allowed(line, SERVICE_KEYS);
    Mapping.Entry matched = matched(line);
    ServiceMatch match = match(line, matched);
    String text = match.toString();
    if (match instanceof ServiceMatch.Listener listener) {
      text = listener.endpoint().toString();
    } else if (match instanceof ServiceMatch.Mark mark) {
      text = Long.toString(mark.mark());
      put(options, matched.place(), ConfigKeys.FAMILY, mark.isV6() ? "ipv6" : "ipv4");
    }
    put(options, matched.value().place(), matched.key(), text);
    Added service = new Added(new Mapping(line.command().place(), options), new ArrayList<>());
    Added first = added.putIfAbsent(match, service);
    if (first != null) {
      throw matched.place().wrong(match + " is added twice, first at " + first.options().place());
    }
  }

  private void addServer(IpvsadmLine line) {
    line.requireNoOperands();
    Map<String, Mapping.Entry> options = allowed(line, SERVER_KEYS);
    Mapping.Entry matched = matched(line);
    ServiceMatch match = match(line, matched);
    Added service = added.get(match);
    if (service == null) {
      throw matched.place().wrong("no line above adds " + match);
    }
    Place place = line.command().place();
    Node rip = line.options().find(ConfigKeys.RIP).orElseThrow(() -> place.wrong("-r is missing"));
    String method = line.options().text(ConfigKeys.METHOD, Forwarding.DIRECT.toString());
    put(options, place, ConfigKeys.METHOD, method);
    if (match instanceof ServiceMatch.Listener
        && !method.equals(Forwarding.MASQUERADE.toString())) {
      put(options, rip.place(), ConfigKeys.RIP, withoutPort(rip));
    }
    options.keySet().retainAll(ConfigKeys.REAL_SERVER);
    service.servers().add(new Mapping(place, options));
  }

  /** Drops the port like ipvsadm: without masquerading a real server has the service's port. */
  private static String withoutPort(Node address) {
    try {
      return RealServerReader.endpoint(address.text()).ip().toString();
    } catch (IllegalArgumentException e) {
      throw address.place().wrong(e);
    }
  }

  private void set(IpvsadmLine line) {
    allowed(line, List.of());
    if (!timeouts.isEmpty()) {
      throw line.command().place().wrong("the timeouts are set twice");
    }
    if (line.operands().size() != ConfigKeys.TIMEOUT.size()) {
      throw line.command().place().wrong("expected three timeouts: tcp, tcp-fin and udp");
    }
    for (int i = 0; i < line.operands().size(); i++) {
      Node.Scalar seconds = line.operands().get(i);
      put(timeouts, seconds.place(), ConfigKeys.TIMEOUT.get(i), seconds.text());
    }
  }

  private void startDaemon(IpvsadmLine line) {
    Map<String, Mapping.Entry> options = allowed(line, ConfigKeys.DAEMON);
    if (line.operands().size() != 1) {
      throw line.command().place().wrong("expected master or backup");
    }
    Node.Scalar word = line.operands().get(0);
    String state = word.oneOf(List.of(SyncDaemon.State.values())).toString();
    Place place = line.command().place();
    if (!options.containsKey(ConfigKeys.INTERFACE)) {
      throw place.wrong("--mcast-interface is missing");
    }
    Mapping daemon = new Mapping(place, options);
    if (daemons.putIfAbsent(state, new Mapping.Entry(place, state, daemon)) != null) {
      throw word.place().wrong(state + " is started twice");
    }
  }

  /** Returns the options; throws ConfigException if one is not among the keys. */
  private static Map<String, Mapping.Entry> allowed(IpvsadmLine line, List<String> keys) {
    for (Mapping.Entry entry : line.options().entries()) {
      if (!keys.contains(entry.key())) {
        throw entry.place().wrong("cannot be used with " + line.command().text());
      }
    }
    return new LinkedHashMap<>(line.options().byKey());
  }

  /** Returns the keys that identify a virtual server, followed by the given ones. */
  private static List<String> withMatches(List<String> keys) {
    List<String> all = new ArrayList<>(ConfigKeys.MATCHES);
    all.add(ConfigKeys.FAMILY);
    all.addAll(keys);
    return all;
  }

  private static Mapping.Entry matched(IpvsadmLine line) {
    Optional<Mapping.Entry> found = Optional.empty();
    for (Mapping.Entry entry : line.options().entries()) {
      if (ConfigKeys.MATCHES.contains(entry.key())) {
        if (found.isPresent()) {
          throw entry.place().wrong("cannot be used with " + found.get().place().key());
        }
        found = Optional.of(entry);
      }
    }
    return found.orElseThrow(
        () -> line.command().place().wrong("one of -t, -u, --sctp-service and -f is missing"));
  }

  private static ServiceMatch match(IpvsadmLine line, Mapping.Entry matched) {
    Node value = matched.value();
    if (matched.key().equals(ConfigKeys.FWMARK)) {
      long mark = value.number(Integer.MIN_VALUE, 0xffff_ffffL) & 0xffff_ffffL;
      if (mark == 0) {
        throw value.place().wrong("fwmark 0 is not a mark: use 1 to 4294967295");
      }
      return new ServiceMatch.Mark(mark, line.options().has(ConfigKeys.FAMILY));
    }
    Node name = new Node.Scalar(matched.place(), matched.key());
    try {
      return new ServiceMatch.Listener(
          name.oneOf(List.of(Protocol.values())), RealServerReader.endpoint(value.text()));
    } catch (IllegalArgumentException e) {
      throw value.place().wrong(e);
    }
  }

  private static void put(
      Map<String, Mapping.Entry> options, Place place, String key, String text) {
    options.put(key, new Mapping.Entry(place, key, new Node.Scalar(place, text)));
  }

  private String text() {
    List<VirtualServiceSpec> servers = new ArrayList<>();
    added.forEach((match, service) -> servers.add(server(match, service)));
    Optional<Mapping.Entry> first = timeouts.values().stream().findFirst();
    first = first.or(() -> daemons.values().stream().findFirst());
    if (servers.isEmpty() && first.isPresent()) {
      throw first.get().place().wrong("needs a virtual server, but no line adds one");
    }
    Place nowhere = Place.of("import");
    Optional<Timeouts> times = BalancingReader.timeouts(new Mapping(nowhere, timeouts));
    List<Balancing.Sync> sync =
        daemons.isEmpty()
            ? List.of()
            : BalancingReader.sync(
                new Mapping(daemons.values().iterator().next().place(), daemons), servers);
    return new ImportedText(device, servers, times, sync).yaml();
  }

  private VirtualServiceSpec server(ServiceMatch match, Added service) {
    Place place = service.options().place();
    Map<String, Mapping.Entry> entry = new LinkedHashMap<>(service.options().byKey());
    Node servers = new Node.Sequence(place, service.servers());
    entry.put(ConfigKeys.REAL_SERVERS, new Mapping.Entry(place, ConfigKeys.REAL_SERVERS, servers));
    Vips vips = new Vips();
    if (match instanceof ServiceMatch.Listener listener) {
      Place at = service.options().at(listener.protocol().toString()).place();
      Node vip = new Node.Scalar(at, listener.endpoint().ip().toString());
      vips = new VipReader(false, device).read(List.of(vip));
    }
    Mapping config = new Mapping(place, entry);
    return new VirtualServerReader(config, Forwarding.DIRECT, vips).read().get(0);
  }
}
