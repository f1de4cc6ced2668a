package io.lvsagent.agent.report;

import io.lvsagent.agent.verify.ServiceStatus;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The host as a look at it found it, for those who count.
 *
 * @param services with their virtual services; none if the host could not be read
 * @param rpFilterDrops packets that the reverse path filter has dropped since the namespace was
 *     made; empty if nobody can tell
 * @param lastVerify when the host was compared with the config, and {@code lastChange} when
 *     lvs-agent changed something, in seconds since 1970; 0 is never
 * @param repairs how often a watch mended something of a service
 */
public record Measurement(
    List<ServiceStatus> services,
    List<Vip> vips,
    OptionalLong rpFilterDrops,
    double lastVerify,
    double lastChange,
    Map<String, Long> repairs) {
  /**
   * A VIP of a service.
   *
   * @param device where it belongs; empty if that is not known
   * @param up true if it is local there
   */
  public record Vip(String service, String vip, String device, boolean up) {}
}
