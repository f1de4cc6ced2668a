package io.lvsagent.profiles.profile;

import io.lvsagent.iface.route.Scope;
import java.util.Locale;

/**
 * The place where a profile puts VIPs.
 *
 * @param device the name, or {@code {device}} for the device that the service names
 * @param ipv6Device the device for IPv6 VIPs if it is another one, or empty
 * @param scope the scope of IPv4 addresses; the kernel derives that of IPv6 addresses
 * @param route true if an IPv4 address also gets a route in table main with the VIP as source
 */
public record Placement(String device, String ipv6Device, Scope scope, As as, boolean route) {
  /** Returns the device for VIPs of a family. */
  public String device(boolean v6) {
    return v6 && !ipv6Device.isEmpty() ? ipv6Device : device;
  }

  /** The object that makes a VIP local. */
  public enum As {
    ADDRESS,
    /** A route in table local, which suits thousands of VIPs and whole prefixes. */
    ROUTE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
