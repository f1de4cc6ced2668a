package io.lvsagent.profiles.ipvsadm;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.ipvs.Endpoint;
import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.Protocol;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.SyncDaemon;
import io.lvsagent.iface.ipvs.Timeouts;
import io.lvsagent.profiles.config.BalancingReader;
import io.lvsagent.profiles.config.RealServerReader;
import io.lvsagent.profiles.config.VipReader;
import io.lvsagent.profiles.config.Vips;
import io.lvsagent.profiles.config.VirtualServerReader;
import io.lvsagent.profiles.config.VirtualServiceReader;
import io.lvsagent.profiles.model.Balancing;
import io.lvsagent.profiles.model.NameRules;
import io.lvsagent.profiles.model.VipRange;
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
 * A table that {@code ipvsadm -S -n} saved, as a config. Its lines are read as the entries of a
 * config would be; the errors name the line and the option. Thresholds, timeouts and sync daemons
 * are not in what ipvsadm saves: they are read where a person added them.
 */
public final class Import {
  private static final List<String> ADD_SERVICE = List.of("-A", "--add-service");
  private static final List<String> ADD_SERVER = List.of("-a", "--add-server");
  private static final String SET = "--set";
  private static final String START_DAEMON = "--start-daemon";
  private static final List<String> SERVICE_KEYS = naming(VirtualServiceReader.KEYS);
  private static final List<String> SERVER_KEYS = naming(RealServerReader.KEYS);

  private final String device;
  private final Map<ServiceMatch, Added> added = new LinkedHashMap<>();
  private final Map<String, Mapping.Entry> timeouts = new LinkedHashMap<>();
  private final Map<String, Mapping.Entry> daemons = new LinkedHashMap<>();

  /** A virtual server so far. */
  private record Added(Mapping options, List<Node> servers) {}

  private Import(String device) {
    this.device = device;
  }

  /**
   * The config as YAML, which compiles to the same table. Throws ConfigException.
   *
   * @param source of the lines, for messages
   * @param device that holds the VIPs, which the table does not know
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
          .wrong("\"" + command + "\" is no line of a saved table: ipvsadm -S -n prints -A and -a");
    }
  }

  private void addService(IpvsadmLine line) {
    line.requireOptionsAlone();
    Map<String, Mapping.Entry> options = allowed(line, SERVICE_KEYS);
    Mapping.Entry matched = matched(line);
    ServiceMatch match = match(line, matched);
    String text = match.toString();
    if (match instanceof ServiceMatch.Listener listener) {
      text = listener.endpoint().toString();
    } else if (match instanceof ServiceMatch.Mark mark) {
      text = Long.toString(mark.mark());
      put(options, matched.place(), VirtualServerReader.FAMILY, mark.isV6() ? "ipv6" : "ipv4");
    }
    put(options, matched.value().place(), matched.key(), text);
    Added service = new Added(new Mapping(line.command().place(), options), new ArrayList<>());
    Added first = added.putIfAbsent(match, service);
    if (first != null) {
      throw matched.place().wrong(match + " is added twice, first at " + first.options().place());
    }
  }

  private void addServer(IpvsadmLine line) {
    line.requireOptionsAlone();
    Map<String, Mapping.Entry> options = allowed(line, SERVER_KEYS);
    Mapping.Entry matched = matched(line);
    ServiceMatch match = match(line, matched);
    Added service = added.get(match);
    if (service == null) {
      throw matched.place().wrong("no line above adds " + match);
    }
    Place place = line.command().place();
    Node rip =
        line.options().find(RealServerReader.RIP).orElseThrow(() -> place.wrong("has no -r"));
    String method = line.options().text(RealServerReader.METHOD, Forwarding.DIRECT.toString());
    put(options, place, RealServerReader.METHOD, method);
    if (match instanceof ServiceMatch.Listener
        && !method.equals(Forwarding.MASQUERADE.toString())) {
      put(options, rip.place(), RealServerReader.RIP, withoutPort(rip));
    }
    options.keySet().retainAll(RealServerReader.KEYS);
    service.servers().add(new Mapping(place, options));
  }

  /** As ipvsadm, which has a real server that is not masqueraded listen where the service does. */
  private static String withoutPort(Node address) {
    try {
      return endpoint(address.text()).ip().toString();
    } catch (IllegalArgumentException e) {
      throw address.place().wrong(e);
    }
  }

  private void set(IpvsadmLine line) {
    allowed(line, List.of());
    if (line.operands().size() != BalancingReader.TIMEOUT_KEYS.size() || !timeouts.isEmpty()) {
      throw line.command()
          .place()
          .wrong("takes three times: tcp, tcp-fin and udp, and stands once");
    }
    for (int i = 0; i < line.operands().size(); i++) {
      Node.Scalar seconds = line.operands().get(i);
      put(timeouts, seconds.place(), BalancingReader.TIMEOUT_KEYS.get(i), seconds.text());
    }
  }

  private void startDaemon(IpvsadmLine line) {
    Map<String, Mapping.Entry> options =
        allowed(line, List.of(BalancingReader.INTERFACE, BalancingReader.ID));
    if (line.operands().size() != 1) {
      throw line.command().place().wrong("takes master or backup");
    }
    Node.Scalar word = line.operands().get(0);
    String state = word.oneOf(List.of(SyncDaemon.State.values())).toString();
    Place place = line.command().place();
    if (!options.containsKey(BalancingReader.INTERFACE)) {
      throw place.wrong("has no --mcast-interface");
    }
    Mapping daemon = new Mapping(place, options);
    if (daemons.putIfAbsent(state, new Mapping.Entry(place, state, daemon)) != null) {
      throw word.place().wrong(state + " is started twice");
    }
  }

  /** The options, where they are none but these. */
  private static Map<String, Mapping.Entry> allowed(IpvsadmLine line, List<String> keys) {
    for (Mapping.Entry entry : line.options().entries()) {
      if (!keys.contains(entry.key())) {
        throw entry.place().wrong("does not go with " + line.command().text());
      }
    }
    return new LinkedHashMap<>(line.options().byKey());
  }

  /** These beside those that name a virtual server. */
  private static List<String> naming(List<String> keys) {
    List<String> all = new ArrayList<>(VirtualServerReader.MATCHES);
    all.add(VirtualServerReader.FAMILY);
    all.addAll(keys);
    return all;
  }

  private static Mapping.Entry matched(IpvsadmLine line) {
    Optional<Mapping.Entry> found = Optional.empty();
    for (Mapping.Entry entry : line.options().entries()) {
      if (VirtualServerReader.MATCHES.contains(entry.key())) {
        if (found.isPresent()) {
          throw entry.place().wrong("does not go with " + found.get().place().key());
        }
        found = Optional.of(entry);
      }
    }
    return found.orElseThrow(
        () -> line.command().place().wrong("has none of -t, -u, --sctp-service and -f"));
  }

  private static ServiceMatch match(IpvsadmLine line, Mapping.Entry matched) {
    Node value = matched.value();
    if (matched.key().equals(VirtualServerReader.FWMARK)) {
      long mark = value.number(Integer.MIN_VALUE, 0xffff_ffffL) & 0xffff_ffffL;
      if (mark == 0) {
        throw value.place().wrong("fwmark 0 is no mark");
      }
      return new ServiceMatch.Mark(mark, line.options().has(VirtualServerReader.FAMILY));
    }
    Node name = new Node.Scalar(matched.place(), matched.key());
    try {
      return new ServiceMatch.Listener(
          name.oneOf(List.of(Protocol.values())), endpoint(value.text()));
    } catch (IllegalArgumentException e) {
      throw value.place().wrong(e);
    }
  }

  private static Endpoint endpoint(String text) {
    return RealServerReader.hasPort(text) ? Endpoint.parse(text) : new Endpoint(Ip.parse(text), 0);
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
      throw first.get().place().wrong("no line adds a virtual server that it could go with");
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
    entry.put(
        VirtualServerReader.REAL_SERVERS,
        new Mapping.Entry(place, VirtualServerReader.REAL_SERVERS, servers));
    List<VipRange> vips = new ArrayList<>();
    if (match instanceof ServiceMatch.Listener listener) {
      Place at = service.options().at(listener.protocol().toString()).place();
      Node vip = new Node.Scalar(at, listener.endpoint().ip().toString());
      vips.addAll(new VipReader(false, device).read(List.of(vip)));
    }
    Mapping own = new Mapping(place, entry);
    return new VirtualServerReader(own, Forwarding.DIRECT, new Vips(vips)).read().get(0);
  }
}
