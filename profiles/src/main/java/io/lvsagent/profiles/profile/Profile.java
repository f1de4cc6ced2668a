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
 * What a kind of service needs of a host, merged with what it extends.
 *
 * @param vip empty where the host holds no VIP
 * @param gateway why what the host answers must leave through the service's director; empty where
 *     it need not
 * @param peers whether its real servers are directors of the same VIPs, too
 * @param forwarding how a director passes packets on to its real servers; empty for what is none
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

  /** Which devices are uplinks. */
  public enum Uplinks {
    /** Those that a service names, and if it names none, all that do ARP. */
    ANY,
    /** Those that a service names, and it must. */
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

  /** The merged profile as YAML that a config takes, with where each row comes from. */
  public String toYaml() {
    return ProfileText.of(this);
  }
}
