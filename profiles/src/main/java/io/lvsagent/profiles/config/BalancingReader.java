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
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a service of a director has in the IPVS table. */
public final class BalancingReader {
  static final String WEIGHTS = "weights";
  static final String TIMEOUTS = "timeouts";
  static final String SYNC = "sync";
  static final String VIRTUAL_SERVERS = "virtual-servers";
  static final List<String> KEYS = List.of(WEIGHTS, TIMEOUTS, SYNC, VIRTUAL_SERVERS);
  private static final String INITIAL = "initial";
  private static final String MANAGED = "managed";

  /** In the order of {@code ipvsadm --set}. */
  public static final List<String> TIMEOUT_KEYS = List.of("tcp", "tcp-fin", "udp");

  public static final String INTERFACE = "interface";
  public static final String ID = "id";

  /** INT_MAX / HZ where HZ is 1000: the most that every kernel takes (ip_vs_set_timeout). */
  private static final int MOST_SECONDS = 2_147_483;

  private final Mapping own;
  private final Profile profile;
  private final Vips vips;

  /** By what they match: the virtual servers that have an address or mark of their own. */
  private final Map<ServiceMatch, Place> single = new HashMap<>();

  /** By protocol, port and family: those on each VIP, and the first on some VIP. */
  private final Map<String, Place> onEachVip = new HashMap<>();

  private final Map<String, Place> onSomeVip = new HashMap<>();

  BalancingReader(Mapping own, Profile profile, Vips vips) {
    this.own = own;
    this.profile = profile;
    this.vips = vips;
  }

  /** Whether a service without VIPs makes sense. */
  static boolean matchesMarksAlone(Mapping own) {
    if (!own.has(VIRTUAL_SERVERS) || !(own.at(VIRTUAL_SERVERS) instanceof Node.Sequence list)) {
      return false;
    }
    boolean alone = !list.items().isEmpty();
    for (Node item : list.items()) {
      alone &= item instanceof Mapping entry && entry.has(VirtualServerReader.FWMARK);
    }
    return alone;
  }

  Balancing read() {
    for (String key : KEYS) {
      if (own.has(key)) {
        requireUse(own.at(key).place());
      }
    }
    if (!own.has(VIRTUAL_SERVERS)) {
      return Balancing.NONE;
    }
    List<VirtualServiceSpec> servers = servers(profile.forwarding().orElseThrow());
    return new Balancing(
        servers,
        own.oneOf(WEIGHTS, List.of(MANAGED, INITIAL), MANAGED).equals(INITIAL),
        timing(),
        own.has(SYNC) ? sync(own.mapping(SYNC), servers) : List.of());
  }

  private void requireUse(Place place) {
    if (profile.role() != Role.DIRECTOR) {
      throw place.wrong("profile " + profile.name() + " has no use for it: leave it out");
    }
    if (profile.forwarding().isEmpty()) {
      throw place.wrong(
          "profile " + profile.name() + " has no \"forwarding\": direct, tunnel or masquerade");
    }
    if (!own.has(VIRTUAL_SERVERS)) {
      throw place.wrong("is of use with \"virtual-servers\" alone");
    }
  }

  private List<VirtualServiceSpec> servers(Forwarding method) {
    List<VirtualServiceSpec> servers = new ArrayList<>();
    for (Node entry : own.at(VIRTUAL_SERVERS).items()) {
      for (VirtualServiceSpec server :
          new VirtualServerReader(entry.mapping(), method, vips).read()) {
        requireUse(server);
        requireNew(server.service().match(), server.onEachVip(), server.place());
        for (VirtualServiceSpec.Marked packets : server.marked()) {
          requireNew(packets.match(), packets.onEachVip(), packets.place());
        }
        servers.add(server);
      }
    }
    return servers;
  }

  /** What a peer has balanced is not balanced again, and that we tell by marks. */
  private void requireUse(VirtualServiceSpec server) {
    boolean byAddress = server.service().match() instanceof ServiceMatch.Listener;
    if (profile.peers() && byAddress) {
      throw server
          .place()
          .wrong(
              "its peers would balance "
                  + server.service().match()
                  + " once more: add \"mark\", any number that nobody else uses, such as mark: 1");
    }
    if (!profile.peers() && !server.marked().isEmpty()) {
      throw server
          .place()
          .wrong(
              "profile " + profile.name() + " has no \"peers\", and marks nothing: leave it out");
    }
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
      throw place.wrong(match + " is given twice, first at " + first);
    }
  }

  private Optional<Balancing.Timing> timing() {
    return own.has(TIMEOUTS)
        ? timeouts(own.mapping(TIMEOUTS))
            .map(timeouts -> new Balancing.Timing(timeouts, own.at(TIMEOUTS).place()))
        : Optional.empty();
  }

  public static Optional<Timeouts> timeouts(Mapping own) {
    own.allow(TIMEOUT_KEYS);
    List<Long> seconds = new ArrayList<>();
    for (String key : TIMEOUT_KEYS) {
      seconds.add(own.number(key, 0, MOST_SECONDS, 0));
    }
    Timeouts timeouts = new Timeouts(seconds.get(0), seconds.get(1), seconds.get(2));
    return timeouts.equals(new Timeouts(0, 0, 0)) ? Optional.empty() : Optional.of(timeouts);
  }

  public static List<Balancing.Sync> sync(Mapping own, List<VirtualServiceSpec> servers) {
    List<SyncDaemon.State> states = List.of(SyncDaemon.State.values());
    own.allow(states.stream().map(SyncDaemon.State::toString).toList());
    List<Balancing.Sync> daemons = new ArrayList<>();
    for (SyncDaemon.State state : states) {
      if (own.has(state.toString())) {
        Mapping daemon = own.mapping(state.toString());
        daemon.allow(List.of(INTERFACE, ID));
        Node device =
            daemon
                .find(INTERFACE)
                .orElseThrow(() -> daemon.place().wrong("has no \"interface\", such as eth1"));
        int id = (int) daemon.number(ID, 0, 255, 0);
        daemons.add(new Balancing.Sync(state, NameRules.device(device), id));
      }
    }
    if (daemons.isEmpty()) {
      throw own.place().wrong("is empty: master, backup or both");
    }
    for (VirtualServiceSpec server : servers) {
      if (server.crossesFamilies()) {
        throw own.place()
            .wrong(
                "the kernel synchronizes nothing beside a real server of another family than its"
                    + " virtual server, as at "
                    + server.place());
      }
    }
    return daemons;
  }
}
