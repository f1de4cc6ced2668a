package io.lvsagent.agent.verify;

import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.intent.Note;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.ledger.Started;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.ServiceMatch;
import io.lvsagent.profiles.config.Service;
import io.lvsagent.profiles.model.Role;
import io.lvsagent.profiles.model.VipRange;
import io.lvsagent.profiles.model.VirtualServiceSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Warns of directors that are also real servers of what they balance, and recognise packets by
 * their address alone: they balance again what another director of the same kind has sent on.
 */
public final class BalancingLoops {
  private static final String TEXT =
      "service %s balances by address, and this host is also one of its real servers (%s): a second"
          + " such director and this one would send connections back and forth; use profile"
          + " director-local, which balances by marks";

  private BalancingLoops() {}

  /** Returns a note for each such service. It does no harm while no other director has the VIP. */
  public static List<Note> of(Kernel kernel, Ledger ledger, List<Service> services) {
    List<Note> notes = new ArrayList<>();
    List<Service> balancing =
        services.stream().filter(service -> byAddress(service).findAny().isPresent()).toList();
    Set<Ip> own = balancing.isEmpty() ? Set.of() : addresses(kernel);
    for (Service service : balancing) {
      realServer(service, ledger, own)
          .ifPresent(
              by -> notes.add(new Note("balances-twice", TEXT.formatted(service.name(), by))));
    }
    return notes;
  }

  private static Set<Ip> addresses(Kernel kernel) {
    Set<Ip> addresses = new HashSet<>();
    for (boolean v6 : new boolean[] {false, true}) {
      kernel.rtnetlink().addresses(v6, "").forEach(address -> addresses.add(address.ip()));
    }
    return addresses;
  }

  private static Stream<VirtualServiceSpec> byAddress(Service service) {
    return service.balancing().virtualServers().stream()
        .filter(server -> server.service().match() instanceof ServiceMatch.Listener);
  }

  /** Names the service or the address by which this host serves a VIP that it balances. */
  private static Optional<String> realServer(Service service, Ledger ledger, Set<Ip> own) {
    Set<String> vips = vips(service);
    for (Started started : ledger.services().values()) {
      boolean serves = started.up() && started.role().equals(Role.REAL_SERVER.toString());
      if (serves && started.vips().stream().anyMatch(vips::contains)) {
        return Optional.of("service " + started.name());
      }
    }
    return byAddress(service)
        .flatMap(server -> server.servers().stream())
        .map(RealServer::endpoint)
        .filter(endpoint -> own.contains(endpoint.ip()))
        .findFirst()
        .map(endpoint -> "real server " + endpoint.ip());
  }

  private static Set<String> vips(Service service) {
    Set<String> vips = new HashSet<>();
    for (VirtualServiceSpec server : byAddress(service).toList()) {
      ServiceMatch.Listener listener = (ServiceMatch.Listener) server.service().match();
      vips.add(listener.endpoint().ip().toString());
      for (VipRange range : service.ranges()) {
        if (server.onEachVip() && range.isV6() == listener.isV6()) {
          range.vips().stream().map(IpPrefix::ip).map(Ip::toString).forEach(vips::add);
        }
      }
    }
    return vips;
  }
}
