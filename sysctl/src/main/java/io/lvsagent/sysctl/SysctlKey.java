package io.lvsagent.sysctl;

import java.util.List;
import java.util.Optional;

/**
 * The path components of a kernel parameter under /proc/sys/net. A device name may contain a dot
 * ({@code eth0.100}). Source: Documentation/networking/ip-sysctl.rst.
 */
public record SysctlKey(List<String> components) implements Comparable<SysctlKey> {
  /** Longer than any device name (IFNAMSIZ is 16) and any other component that we know. */
  private static final int MAX_LENGTH = 64;

  public SysctlKey {
    components = List.copyOf(components);
    if (components.size() < 2 || !components.get(0).equals("net")) {
      throw new IllegalArgumentException(
          "sysctl key \"" + String.join("/", components) + "\" is not under net/");
    }
    for (String component : components) {
      requireFileName(component);
    }
  }

  // Written out because a record's own methods are linked at every start, which takes 10 ms.
  @Override
  public boolean equals(Object other) {
    return other instanceof SysctlKey key && components.equals(key.components);
  }

  @Override
  public int hashCode() {
    return components.hashCode();
  }

  private static void requireFileName(String component) {
    boolean valid =
        !component.isEmpty()
            && component.length() <= MAX_LENGTH
            && !component.equals(".")
            && !component.equals("..")
            && hasValidCharacters(component);
    if (!valid) {
      throw new IllegalArgumentException(
          "sysctl key component \"" + component + "\" is not a file name under /proc/sys");
    }
  }

  /** Accepts what the name of a device may hold (dev_valid_name in dev.c), which is nearly all. */
  private static boolean hasValidCharacters(String component) {
    for (int i = 0; i < component.length(); i++) {
      char c = component.charAt(i);
      if (c == 0 || c == '/' || c == ' ' || (c >= '\t' && c <= '\r')) {
        return false;
      }
    }
    return true;
  }

  /**
   * Parses {@code net/ipv4/conf/eth0.100/arp_ignore}, or {@code net.ipv4.ip_forward} if no
   * component can contain a dot. Throws IllegalArgumentException; for an ambiguous dot its message
   * shows the correct form.
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
              + "\" is ambiguous because a device name may contain dots: write it as a path, "
              + String.join("/", parts.subList(0, 3))
              + "/DEVICE/"
              + parts.get(parts.size() - 1));
    }
    return new SysctlKey(parts);
  }

  /**
   * Returns {@code net/ipv4/conf/DEVICE/NAME}. The device may be {@code all} or {@code default}.
   */
  public static SysctlKey ipv4(String device, String name) {
    return new SysctlKey(List.of("net", "ipv4", "conf", device, name));
  }

  /**
   * Returns {@code net/ipv6/conf/DEVICE/NAME}. The device may be {@code all} or {@code default}.
   */
  public static SysctlKey ipv6(String device, String name) {
    return new SysctlKey(List.of("net", "ipv6", "conf", device, name));
  }

  public boolean isIpv4() {
    return components.get(1).equals("ipv4");
  }

  /**
   * Returns the device of a per-device key, which may be {@code all} or {@code default}, or empty
   * for any other key.
   */
  public Optional<String> device() {
    boolean perDevice =
        components.size() == 5
            && (components.get(2).equals("conf") || components.get(2).equals("neigh"));
    return perDevice ? Optional.of(components.get(3)) : Optional.empty();
  }

  /**
   * Returns this parameter of another device. Throws IllegalStateException if it is not per device.
   */
  public SysctlKey on(String device) {
    if (device().isEmpty()) {
      throw new IllegalStateException(this + " has no device");
    }
    return new SysctlKey(
        List.of(
            components.get(0), components.get(1), components.get(2), device, components.get(4)));
  }

  /** Returns the last component, such as {@code arp_ignore}. */
  public String name() {
    return components.get(components.size() - 1);
  }

  /** Returns ip_forward for its other name, conf/all/forwarding, and this key otherwise. */
  public SysctlKey canonical() {
    return components.equals(FORWARDING_OF_ALL) ? IP_FORWARD : this;
  }

  private static final List<String> FORWARDING_OF_ALL =
      List.of("net", "ipv4", "conf", "all", "forwarding");

  public static final SysctlKey IP_FORWARD = new SysctlKey(List.of("net", "ipv4", "ip_forward"));

  /** The IPv6 counterpart of {@link #IP_FORWARD}. */
  public static final SysctlKey IPV6_FORWARDING = ipv6("all", "forwarding");

  /** Returns whether this key makes the host, and with it every device, forward packets. */
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
