package io.lvsagent.agent.doctor;

import java.util.Locale;

/**
 * Something that breaks a service, or will.
 *
 * @param id stays the same when the texts are reworded; docs/troubleshooting.md has a section on it
 * @param where the file with the line, the parameter, the device or the service
 */
public record Diagnosis(
    Id id, Grade severity, String where, String found, String why, String mend) {
  /** The kinds, each with its word. */
  public enum Id {
    BOOT_SYSCTL,
    BOOT_SERVICE,
    BOOT_MODULE,
    MANAGER_NETWORKD,
    MANAGER_NETWORKMANAGER,
    MANAGER_IFUPDOWN,
    MANAGER_CLOUD_INIT,
    RP_FILTER_PATH,
    TUNNEL_EXTERNAL,
    TUNNEL_FILTER,
    MTU_MSS,
    LRO,
    PORT_OF_BRIDGE,
    SOURCE_ADDRESS,
    POLICY_RULE,
    BLACKHOLE_ROUTE,
    LOCAL_ROUTE_MISSING,
    PROXY_ARP,
    NEIGH_PROXY,
    BACKUP_ONLY,
    CONTAINER_INHERITS,
    CONN_REUSE,
    EXPIRE_NODEST,
    SLOPPY;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How sure and how near the trouble is, the worst first. */
  public enum Grade {
    BROKEN,
    WILL_BREAK,
    MAY_BREAK;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
