package io.lvsagent.profiles.model;

import io.lvsagent.iface.ipvs.SyncDaemon;
import io.lvsagent.iface.ipvs.Timeouts;
import io.lvsagent.profiles.yaml.Place;
import java.util.List;
import java.util.Optional;

/**
 * The entries of a director's service in the IPVS table.
 *
 * @param anyWeight true if weights apply only when a real server is added, because health checkers
 *     change them later
 */
public record Balancing(
    List<VirtualServiceSpec> virtualServers,
    boolean anyWeight,
    Optional<Timing> timing,
    List<Sync> sync) {
  /**
   * The timeouts of idle connections.
   *
   * @param timeouts in seconds; a timeout of 0 is left unchanged
   */
  public record Timing(Timeouts timeouts, Place place) {}

  /** A sync daemon as the config describes it. */
  public record Sync(SyncDaemon.State state, DeviceName device, int id) {}

  public static final Balancing NONE = new Balancing(List.of(), false, Optional.empty(), List.of());

  public Balancing {
    virtualServers = List.copyOf(virtualServers);
    sync = List.copyOf(sync);
  }

  /** Returns true if any real server is reached by address translation (masquerade). */
  public boolean translates() {
    return virtualServers.stream().anyMatch(virtual -> !virtual.translated().isEmpty());
  }
}
