package io.lvsagent.profiles.model;

import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.iface.ipvs.RealServer;
import io.lvsagent.iface.ipvs.SyncDaemon;
import io.lvsagent.iface.ipvs.Timeouts;
import io.lvsagent.profiles.yaml.Place;
import java.util.List;
import java.util.Optional;

/**
 * What a service of a director has in the IPVS table.
 *
 * @param anyWeight weights are for real servers that are added; health checkers move them later
 */
public record Balancing(
    List<VirtualServiceSpec> virtualServers,
    boolean anyWeight,
    Optional<Timing> timing,
    List<Sync> sync) {
  /**
   * How long idle connections are remembered.
   *
   * @param timeouts 0 is one that stays as it is
   */
  public record Timing(Timeouts timeouts, Place place) {}

  /** A sync daemon as the config names it. */
  public record Sync(SyncDaemon.State state, DeviceName device, int id) {}

  public static final Balancing NONE = new Balancing(List.of(), false, Optional.empty(), List.of());

  public Balancing {
    virtualServers = List.copyOf(virtualServers);
    sync = List.copyOf(sync);
  }

  /** Whether addresses of packets are changed on the way to a real server. */
  public boolean translates() {
    for (VirtualServiceSpec virtual : virtualServers) {
      for (RealServer server : virtual.servers()) {
        if (server.method() == Forwarding.MASQUERADE) {
          return true;
        }
      }
    }
    return false;
  }
}
