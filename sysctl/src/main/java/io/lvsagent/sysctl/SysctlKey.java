package io.lvsagent.sysctl;

import java.util.List;
import java.util.Optional;

/**
 * A kernel parameter under /proc/sys/net as its path components, so that a dot in a device's name
 * ({@code eth0.100}) stays a dot. Source: Documentation/networking/ip-sysctl.rst.
 */
public record SysctlKey(List<String> components) implements Comparable<SysctlKey> {
  /** IFNAMSIZ less the closing NUL: also the bound of every other component we know. */
  private static final int LONGEST = 64;

  public SysctlKey {
    components = List.copyOf(components);
    if (components.size() < 2 || !components.get(0).equals("net")) {
      throw new IllegalArgumentException(
          "sysctl key \"" + String.join("/", components) + "\" is not under net/");
    }
    for (String component : components) {
      requireSound(component);
    }
  }

  // Written out: what a record brings is linked by invokedynamic, anew at each start (10 ms).
  @Override
  public boolean equals(Object other) {
    return other instanceof SysctlKey key && components.equals(key.components);
  }

  @Override
  public int hashCode() {
    return components.hashCode();
  }

  private static void requireSound(String component) {
    boolean sound =
        !component.isEmpty()
            && component.length() <= LONGEST
            && !component.equals(".")
            && !component.equals("..")
            && hasSoundCharacters(component);
    if (!sound) {
      throw new IllegalArgumentException(
          "sysctl key component \"" + component + "\" is not a name of a file under /proc/sys");
    }
  }

  private static boolean hasSoundCharacters(String component) {
    for (int i = 0; i < component.length(); i++) {
      char c = component.charAt(i);
      if (c <= ' ' || c == 127 || c == '/') {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads {@code net/ipv4/conf/eth0.100/arp_ignore}, or {@code net.ipv4.ip_forward} where no
   * component can hold a dot. Throws IllegalArgumentException that says what would be right.
   */
  public static SysctlKey parse(String text) {
    if (text.indexOf('/') >= 0) {
      return new SysctlKey(List.of(text.split("/", -1)));
    }
    List<String> parts = List.of(text.split("\\.", -1));
    if (parts.size() > 5 && parts.get(2).equals("conf")) {
      throw new IllegalArgumentException(
          "sysctl key \""
              + text
              + "\" is ambiguous, for a device's name may hold dots: write it as a path, "
              + String.join("/", parts.subList(0, 3))
              + "/DEVICE/"
              + parts.get(parts.size() - 1));
    }
    return new SysctlKey(parts);
  }

  /** {@code net/ipv4/conf/DEVICE/NAME}; the device may be {@code all} or {@code default}. */
  public static SysctlKey ipv4(String device, String name) {
    return new SysctlKey(List.of("net", "ipv4", "conf", device, name));
  }

  /** {@code net/ipv6/conf/DEVICE/NAME}; the device may be {@code all} or {@code default}. */
  public static SysctlKey ipv6(String device, String name) {
    return new SysctlKey(List.of("net", "ipv6", "conf", device, name));
  }

  public boolean isIpv4() {
    return components.get(1).equals("ipv4");
  }

  /** What stands where a device does: a device, {@code all}, {@code default}; empty elsewhere. */
  public Optional<String> device() {
    boolean perDevice =
        components.size() == 5
            && (components.get(2).equals("conf") || components.get(2).equals("neigh"));
    return perDevice ? Optional.of(components.get(3)) : Optional.empty();
  }

  /** The same parameter of another device. Throws IllegalStateException if it has no device. */
  public SysctlKey on(String device) {
    if (device().isEmpty()) {
      throw new IllegalStateException(this + " has no device");
    }
    return new SysctlKey(
        List.of(
            components.get(0), components.get(1), components.get(2), device, components.get(4)));
  }

  /** The last component: {@code arp_ignore}. */
  public String name() {
    return components.get(components.size() - 1);
  }

  /** One key for one variable: conf/all/forwarding is another name of ip_forward. */
  public SysctlKey canonical() {
    return components.equals(FORWARDING_OF_ALL) ? IP_FORWARD : this;
  }

  private static final List<String> FORWARDING_OF_ALL =
      List.of("net", "ipv4", "conf", "all", "forwarding");

  public static final SysctlKey IP_FORWARD = new SysctlKey(List.of("net", "ipv4", "ip_forward"));

  /** What {@link #IP_FORWARD} is to IPv4. */
  public static final SysctlKey IPV6_FORWARDING = ipv6("all", "forwarding");

  /** Whether it makes the host, and with it every device, pass packets on. */
  public boolean forwards() {
    return equals(IP_FORWARD) || equals(IPV6_FORWARDING);
  }

  @Override
  public int compareTo(SysctlKey other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return String.join("/", components);
  }
}
