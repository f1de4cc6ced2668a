package io.lvsagent.profiles.profile;

import io.lvsagent.iface.route.Scope;
import java.util.Locale;

/**
 * Where a profile puts a VIP.
 *
 * @param device a device, or {@code {device}} for the one that the service names
 * @param ipv6Device another one for IPv6 VIPs, or empty
 * @param scope of IPv4 addresses; the kernel derives that of IPv6 itself
 * @param route with an IPv4 address also a route in table main that has the VIP as source
 */
public record Placement(String device, String ipv6Device, Scope scope, As as, boolean route) {

  public String device(boolean v6) {
    return v6 && !ipv6Device.isEmpty() ? ipv6Device : device;
  }

  /** What makes a VIP local. */
  public enum As {
    ADDRESS,
    /** A route of table local: thousands cost no more than one, and whole prefixes can be local. */
    ROUTE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
