package io.lvsagent.profiles.config;

import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.iface.ipvs.SyncDaemon;
import io.lvsagent.iface.ipvs.Timeouts;
import io.lvsagent.profiles.model.Balancing;
import io.lvsagent.profiles.model.NameRules;
import io.lvsagent.profiles.model.Role;
import io.lvsagent.profiles.model.VirtualServiceSpec;
import io.lvsagent.profiles.profile.Profile;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Mistakes;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the IPVS table entries of a director's service. */
public final class BalancingReader {
  private static final String INITIAL = "initial";
  private static final String MANAGED = "managed";

  /** INT_MAX / HZ with HZ 1000, the most that every kernel accepts (ip_vs_set_timeout). */
  private static final int MOST_SECONDS = 2_147_483;

  private final Mapping config;
  private final Profile profile;
  private final Vips vips;

  /** The places of virtual servers with an address or a mark of their own, by match. */
  private final Map<ServiceMatch, Place> single = new HashMap<>();

  /** The places of virtual servers on every VIP, by protocol, port and family. */
  private final Map<String, Place> onEachVip = new HashMap<>();

  /** The place of the first virtual server on a single VIP, by protocol, port and family. */
  private final Map<String, Place> onSomeVip = new HashMap<>();

  BalancingReader(Mapping config, Profile profile, Vips vips) {
    this.config = config;
    this.profile = profile;
    this.vips = vips;
  }

  /** Returns true if all virtual servers match firewall marks, so that no VIP is needed. */
  static boolean matchesMarksAlone(Mapping config) {
    if (!config.has(ConfigKeys.VIRTUAL_SERVERS)
        || !(config.at(ConfigKeys.VIRTUAL_SERVERS) instanceof Node.Sequence list)) {
      return false;
    }
    boolean alone = !list.items().isEmpty();
    for (Node item : list.items()) {
      alone &= item instanceof Mapping entry && entry.has(ConfigKeys.FWMARK);
    }
    return alone;
  }

  Balancing read() {
    for (String key : ConfigKeys.BALANCING) {
      if (config.has(key)) {
        requireUse(config.at(key));
      }
    }
    if (!config.has(ConfigKeys.VIRTUAL_SERVERS)) {
      return Balancing.NONE;
    }
    List<VirtualServiceSpec> servers = servers(profile.forwarding().orElseThrow());
    return new Balancing(
        servers,
        config.oneOf(ConfigKeys.WEIGHTS, List.of(MANAGED, INITIAL), MANAGED).equals(INITIAL),
        timing(),
        config.has(ConfigKeys.SYNC) ? sync(config.mapping(ConfigKeys.SYNC), servers) : List.of());
  }

  private void requireUse(Node value) {
    value.refuseIf(profile.role() != Role.DIRECTOR, ServiceReader.UNUSED, profile.name());
    value.refuseIf(
        profile.forwarding().isEmpty(),
        "profile %s has no \"forwarding\": add direct, tunnel or masquerade to the profile",
        profile.name());
    value.refuseIf(
        !config.has(ConfigKeys.VIRTUAL_SERVERS),
        "needs \"virtual-servers\": add it, or remove this key");
  }

  private List<VirtualServiceSpec> servers(Forwarding method) {
    Mistakes mistakes = new Mistakes();
    List<VirtualServiceSpec> servers = new ArrayList<>();
    for (Node entry : config.at(ConfigKeys.VIRTUAL_SERVERS).items()) {
      mistakes.in(() -> servers(entry.mapping(), method)).ifPresent(servers::addAll);
    }
    mistakes.throwIfAny();
    return servers;
  }

  private List<VirtualServiceSpec> servers(Mapping entry, Forwarding method) {
    List<VirtualServiceSpec> servers = new VirtualServerReader(entry, method, vips).read();
    for (VirtualServiceSpec server : servers) {
      requireMarkWithPeers(server);
      requireNew(server.service().match(), server.onEachVip(), server.place());
      for (VirtualServiceSpec.Marked packets : server.marked()) {
        requireNew(packets.match(), packets.onEachVip(), packets.place());
      }
    }
    return servers;
  }

  /** Requires a mark with peers, because packets that a peer has balanced are told apart by it. */
  private void requireMarkWithPeers(VirtualServiceSpec server) {
    ServiceMatch match = server.service().match();
    Place place = server.place();
    place.refuseIf(
        profile.peers() && match instanceof ServiceMatch.Listener,
        "the peers would balance %s again: add \"mark\" with a number that nothing else uses,"
            + " such as mark: 1",
        match);
    place.refuseIf(
        !profile.peers() && !server.marked().isEmpty(),
        "profile %s has no \"peers\" and marks nothing: remove it",
        profile.name());
  }

  private void requireNew(ServiceMatch match, boolean each, Place place) {
    Place first = each ? null : single.put(match, place);
    if (match instanceof ServiceMatch.Listener listener) {
      String port =
          listener.protocol() + " " + listener.endpoint().port() + (match.isV6() ? " v6" : "");
      first = first == null ? onEachVip.get(port) : first;
      if (each) {
        first = first == null ? onSomeVip.get(port) : first;
        onEachVip.put(port, place);
      } else {
        onSomeVip.putIfAbsent(port, place);
      }
    }
    if (first != null) {
      throw place.wrong("%s is given twice, first at %s", match, first);
    }
  }

  private Optional<Balancing.Timing> timing() {
    return config.has(ConfigKeys.TIMEOUTS)
        ? timeouts(config.mapping(ConfigKeys.TIMEOUTS))
            .map(timeouts -> new Balancing.Timing(timeouts, config.at(ConfigKeys.TIMEOUTS).place()))
        : Optional.empty();
  }

  /** Returns the timeouts in a mapping, or empty if all of them are 0. */
  public static Optional<Timeouts> timeouts(Mapping config) {
    config.allow(ConfigKeys.TIMEOUT);
    List<Long> seconds = new ArrayList<>();
    for (String key : ConfigKeys.TIMEOUT) {
      seconds.add(config.number(key, 0, MOST_SECONDS, 0));
    }
    Timeouts timeouts = new Timeouts(seconds.get(0), seconds.get(1), seconds.get(2));
    return timeouts.equals(new Timeouts(0, 0, 0)) ? Optional.empty() : Optional.of(timeouts);
  }

  /**
   * Returns the sync daemons in a mapping; throws ConfigException if the kernel would not run them
   * beside these virtual servers.
   */
  public static List<Balancing.Sync> sync(Mapping config, List<VirtualServiceSpec> servers) {
    List<SyncDaemon.State> states = List.of(SyncDaemon.State.values());
    config.allow(states.stream().map(SyncDaemon.State::toString).toList());
    List<Balancing.Sync> daemons = new ArrayList<>();
    for (SyncDaemon.State state : states) {
      if (config.has(state.toString())) {
        Mapping daemon = config.mapping(state.toString());
        daemon.allow(ConfigKeys.DAEMON);
        Node device = daemon.require(ConfigKeys.INTERFACE, "add a device such as eth1");
        int id = (int) daemon.number(ConfigKeys.ID, 0, 255, 0);
        daemons.add(new Balancing.Sync(state, NameRules.device(device), id));
      }
    }
    config.refuseIf(daemons.isEmpty(), "is empty: add master, backup or both");
    for (VirtualServiceSpec server : servers) {
      config.refuseIf(
          server.crossesFamilies(),
          "the kernel runs no sync daemon while a real server has another family than its virtual"
              + " server, as at %s",
          server.place());
    }
    return daemons;
  }
}
