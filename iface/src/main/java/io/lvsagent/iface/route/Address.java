package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;

/**
 * An address on a device (linux/if_addr.h, struct ifaddrmsg). Identity is device, ip and prefix;
 * all else is value.
 *
 * @param prefix prefix length in bits
 * @param label IFA_LABEL, or empty (IPv6 has none; for IPv4 the kernel then gives the device's
 *     name)
 * @param deprecated keeps an IPv6 address out of source selection: IFA_CACHEINFO preferred lifetime
 *     0
 */
public record Address(
    String device, Ip ip, int prefix, Scope scope, String label, boolean deprecated) {
  /** What {@code ip address add} takes: {@code 192.0.2.10/32 dev lo label lo:0}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(64);
    text.append(ip).append('/').append(prefix).append(" dev ").append(device);
    if (!label.isEmpty() && !label.equals(device)) {
      text.append(" label ").append(label);
    }
    if (scope != Scope.GLOBAL) {
      text.append(" scope ").append(scope);
    }
    return text.append(deprecated ? " preferred_lft 0" : "").toString();
  }
}
