package io.lvsagent.agent.ledger;

import io.lvsagent.iface.IpPrefix;
import java.util.List;

/**
 * A service that was started in this boot.
 *
 * @param origin the path of the config, or {@code command line}
 * @param vips as the config has them, with prefix lengths where they are not host addresses
 * @param up false after a stop by hand: then it is expected to be stopped
 */
public record Started(
    String name, String profile, String role, String origin, List<String> vips, boolean up) {
  // written out: what a record brings is linked anew at each start
  @Override
  public boolean equals(Object other) {
    return other instanceof Started started
        && name.equals(started.name)
        && profile.equals(started.profile)
        && role.equals(started.role)
        && origin.equals(started.origin)
        && up == started.up
        && vips.equals(started.vips);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** A VIP as it is listed: an address, or a prefix that is not one of a host. */
  public static String vip(IpPrefix prefix) {
    return prefix.isHost() ? prefix.ip().toString() : prefix.toString();
  }

  public Started stopped() {
    return new Started(name, profile, role, origin, vips, false);
  }
}
