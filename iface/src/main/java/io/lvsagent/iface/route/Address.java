package io.lvsagent.iface.route;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;

/**
 * An address on a device (linux/if_addr.h, struct ifaddrmsg). Device, ip and prefix identify it;
 * the other components are its value.
 *
 * @param prefix prefix length in bits
 * @param label IFA_LABEL, or empty. IPv6 has none; the kernel labels an IPv4 address without one
 *     with the device's name
 * @param deprecated keeps an IPv6 address out of source selection (preferred lifetime 0 in
 *     IFA_CACHEINFO)
 * @param expires true if the kernel removes the address after some time (valid lifetime)
 */
public record Address(
    String device,
    Ip ip,
    int prefix,
    Scope scope,
    String label,
    boolean deprecated,
    boolean expires) {
  /** Creates an address that stays until it is deleted. */
  public Address(String device, Ip ip, int prefix, Scope scope, String label, boolean deprecated) {
    this(device, ip, prefix, scope, label, deprecated, false);
  }

  /** Returns the network that the address is in; its host bits are those of the address. */
  public IpPrefix network() {
    return new IpPrefix(ip, prefix);
  }

  /** Returns true if this address makes another one on-link: a prefix of one address does not. */
  public boolean makesOnLink(Ip other) {
    return prefix < ip.bits() && network().contains(other);
  }

  /** Returns the arguments of {@code ip address add}: {@code 192.0.2.10/32 dev lo label lo:0}. */
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
