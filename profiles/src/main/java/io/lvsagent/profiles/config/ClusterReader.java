package io.lvsagent.profiles.config;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.profiles.model.NameRules;
import io.lvsagent.profiles.model.Role;
import io.lvsagent.profiles.profile.Profile;
import io.lvsagent.profiles.profile.Profiles;
import io.lvsagent.profiles.yaml.Mapping;
import io.lvsagent.profiles.yaml.Mistakes;
import io.lvsagent.profiles.yaml.Node;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one cluster. */
final class ClusterReader {
  private static final String ADVICE = "list at least one address, such as 192.0.2.21";
  private static final String CLIENTS = "clients";

  private final Mapping.Entry entry;
  private final Mapping config;
  private final Profiles profiles;
  private final Map<Ip, Place> directors = new LinkedHashMap<>();
  private final List<IpPrefix> networks = new ArrayList<>();
  private final Map<Ip, Place> realServers = new LinkedHashMap<>();

  ClusterReader(Mapping.Entry entry, Profiles profiles) {
    this.entry = entry;
    this.config = entry.value().mapping();
    this.profiles = profiles;
  }

  /**
   * Returns the cluster; its services are not read yet. Throws ConfigException.
   *
   * @param firstMark the mark of its first virtual server
   */
  Cluster read(long firstMark) {
    Mistakes mistakes = new Mistakes();
    mistakes.check(() -> NameRules.name(entry));
    mistakes.check(() -> config.allow(ConfigKeys.CLUSTER));
    mistakes.check(() -> config.mapping(ConfigKeys.DIRECTOR).allow(ConfigKeys.CLUSTER_DIRECTOR));
    mistakes.check(
        () -> config.mapping(ConfigKeys.REAL_SERVER_SIDE).allow(ConfigKeys.CLUSTER_REAL_SERVER));
    mistakes.check(
        () -> config.require(ConfigKeys.DIRECTORS, ADVICE).items(ADVICE).forEach(this::director));
    mistakes.check(this::realServers);
    Optional<ClusterMethod> method =
        mistakes.in(
            () ->
                config
                    .require(ConfigKeys.METHOD, "write dr, tun or nat")
                    .oneOf(List.of(ClusterMethod.values())));
    mistakes.throwIfAny();
    ClusterMethod by = method.orElseThrow();
    mistakes.check(() -> requireProfile(ConfigKeys.DIRECTOR, Role.DIRECTOR, by));
    mistakes.check(() -> requireProfile(ConfigKeys.REAL_SERVER_SIDE, Role.REAL_SERVER, by));
    mistakes.check(() -> requireGateway(by));
    config.refuseIf(
        by != ClusterMethod.NAT && !config.has(ConfigKeys.VIPS),
        "\"vips\" is missing: %s",
        "list at least one, such as 192.0.2.10");
    if (by == ClusterMethod.DR) {
      realServers.forEach((ip, place) -> mistakes.check(() -> requireInNetwork(ip, place)));
    }
    mistakes.throwIfAny();
    return new Cluster(entry, config, by, directors, realServers, firstMark);
  }

  private void director(Node node) {
    IpPrefix own = node.parsed(IpPrefix::parse);
    node.place().requireNew(directors, own.ip(), "%s is given twice, first at %s");
    if (!own.isHost()) {
      networks.add(own);
    }
  }

  private void realServers() {
    List<Node> items = new ArrayList<>();
    config.find(ConfigKeys.REAL_SERVERS).ifPresent(list -> items.addAll(list.items(ADVICE)));
    if (config.find(ConfigKeys.VIRTUAL_SERVERS).orElse(null) instanceof Node.Sequence servers) {
      for (Node server : servers.items()) {
        server.mapping().find(ConfigKeys.REAL_SERVERS).ifPresent(own -> items.addAll(own.items()));
      }
    }
    config.refuseIf(items.isEmpty(), "\"%s\" is missing: %s", ConfigKeys.REAL_SERVERS, ADVICE);
    for (Node item : items) {
      Node rip =
          item instanceof Mapping row
              ? row.require(ConfigKeys.RIP, "add an address such as 192.0.2.21")
              : item;
      realServers.putIfAbsent(rip.parsed(RealServerReader::endpoint).ip(), rip.place());
    }
  }

  private void requireProfile(String half, Role role, ClusterMethod method) {
    Optional<Node> named = config.mapping(half).find(ConfigKeys.PROFILE);
    if (named.isPresent()) {
      Profile profile = profiles.find(named.get().text(), named.get().place());
      named
          .get()
          .refuseIf(
              profile.role() != role || !method.takes(profile),
              "profile %s is not one for a %s of method %s",
              profile.name(),
              role.toString().replace('-', ' '),
              method);
    }
  }

  /** Requires a gateway unless the director makes itself the source of every request. */
  private void requireGateway(ClusterMethod method) {
    Mapping half = config.mapping(ConfigKeys.REAL_SERVER_SIDE);
    for (Mapping keys : List.of(config, half)) {
      if (method != ClusterMethod.NAT && keys.has(ConfigKeys.GATEWAY)) {
        throw keys.at(ConfigKeys.GATEWAY)
            .wrong("method %s sends no answers through the director: remove it", method);
      }
    }
    boolean needed = method == ClusterMethod.NAT && !masqueradesClients();
    config.refuseIf(
        needed && !config.has(ConfigKeys.GATEWAY) && !half.has(ConfigKeys.GATEWAY),
        "method nat needs \"gateway\", the address of the director on the side of the real"
            + " servers, such as 192.168.1.1; or \"masquerade: clients\" under \"director\"");
  }

  private boolean masqueradesClients() {
    Optional<Node> masquerade = config.mapping(ConfigKeys.DIRECTOR).find(ConfigKeys.MASQUERADE);
    return masquerade.isPresent()
        && masquerade.get().oneOrMore(ADVICE).stream()
            .anyMatch(item -> item instanceof Node.Scalar && item.text().equals(CLIENTS));
  }

  /** Requires a real server in a network of the directors, where the config tells one. */
  private void requireInNetwork(Ip ip, Place place) {
    place.refuseIf(
        !networks.isEmpty()
            && !directors.containsKey(ip)
            && networks.stream().noneMatch(network -> network.contains(ip)),
        "%s is in no network of the directors, such as %s, but method dr reaches its real servers"
            + " without a router: use tun",
        ip,
        networks.isEmpty() ? "" : networks.get(0));
  }
}
