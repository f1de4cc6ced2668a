package io.lvsagent.profiles;

import io.lvsagent.iface.route.Scope;
import java.util.Locale;

/**
 * Where a profile puts a VIP.
 *
 * @param device a device, or {@code {device}} for the one that the service names
 * @param scope of IPv4 addresses; the kernel derives that of IPv6 itself
 * @param route with an IPv4 address also a route in table main that has the VIP as source
 */
public record Placement(String device, Scope scope, As as, boolean route) {

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
