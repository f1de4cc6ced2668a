package io.lvsagent.profiles.profile;

import io.lvsagent.iface.ipvs.Forwarding;
import io.lvsagent.profiles.model.Role;
import io.lvsagent.sysctl.SysctlKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The requirements of one kind of service on its host, merged with those of the profile that it
 * extends.
 *
 * @param vip the place of the VIPs, or empty if the host holds none
 * @param gateway the reason why answers must leave through the service's director, or an empty
 *     string if they need not
 * @param peers true if the real servers are also directors of the same VIPs
 * @param forwarding the method by which a director forwards packets; empty for real servers
 */
public record Profile(
    String name,
    String summary,
    Role role,
    Optional<Placement> vip,
    Uplinks uplinks,
    String gateway,
    boolean peers,
    Optional<Forwarding> forwarding,
    Map<String, LinkRow> links,
    Map<SysctlKey, SysctlRow> sysctls) {

  /** The devices that count as uplinks. */
  public enum Uplinks {
    /** The devices that the service names, or all devices that do ARP if it names none. */
    ANY,
    /** The devices that the service names; it must name at least one. */
    NAMED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Profile {
    links = Collections.unmodifiableMap(new LinkedHashMap<>(links));
    sysctls = Collections.unmodifiableMap(new LinkedHashMap<>(sysctls));
  }

  /** Returns true if the profile makes a device, by which packets arrive from a tunnel. */
  public boolean makesDevice() {
    return links.values().stream().anyMatch(row -> !row.kind().isEmpty());
  }

  /** Returns the merged profile as YAML for a config, with the origin of each row as a comment. */
  public String toYaml() {
    return ProfileText.of(this);
  }
}
