package io.lvsagent.agent.ledger;

import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.route.Address;
import java.util.List;

/**
 * A service that was started in this boot.
 *
 * @param origin the path of the config, or {@code command line}
 * @param vips the VIPs of the config; only prefixes that are not host addresses have a length
 * @param up false after a stop by hand, when the service is expected to be stopped
 * @param holder the device on which another program holds the VIPs, or empty if they are ours
 * @param takenBack true if a start of it was taken back, because nobody confirmed it: only a person
 *     starts it again
 */
public record Started(
    String name,
    String profile,
    String role,
    String origin,
    List<String> vips,
    boolean up,
    String holder,
    boolean takenBack) {
  /** A service of which no start was taken back. */
  public Started(
      String name,
      String profile,
      String role,
      String origin,
      List<String> vips,
      boolean up,
      String holder) {
    this(name, profile, role, origin, vips, up, holder, false);
  }

  // written out, because those of a record are linked at runtime, which delays every start
  @Override
  public boolean equals(Object other) {
    return other instanceof Started started
        && name.equals(started.name)
        && profile.equals(started.profile)
        && role.equals(started.role)
        && origin.equals(started.origin)
        && up == started.up
        && takenBack == started.takenBack
        && holder.equals(started.holder)
        && vips.equals(started.vips);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** Returns a VIP as text: an address, or a prefix that is not a host address. */
  public static String vip(IpPrefix prefix) {
    return prefix.isHost() ? prefix.ip().toString() : prefix.toString();
  }

  boolean isHeldOn(Address address) {
    return holder.equals(address.device()) && vips.contains(address.ip().toString());
  }

  /** Returns the service after a start of it was taken back. */
  public Started takenBack(boolean isUp) {
    return new Started(name, profile, role, origin, vips, isUp, holder, true);
  }

  public Started stopped() {
    return new Started(name, profile, role, origin, vips, false, holder);
  }
}
