package io.lvsagent.profiles.model;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of a service's VIPs: an address, a run of addresses or a whole prefix.
 *
 * @param first the first VIP; a whole prefix is one VIP
 * @param count how many VIPs
 * @param label of an IPv4 address, or empty
 */
public record VipRange(IpPrefix first, int count, String label, Place place) {

  public boolean isV6() {
    return first.ip().isV6();
  }

  /** Every VIP; host prefixes but for a whole prefix. */
  public List<IpPrefix> vips() {
    List<IpPrefix> vips = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      vips.add(i == 0 ? first : IpPrefix.host(first.ip().plus(i)));
    }
    return vips;
  }

  public boolean contains(Ip ip) {
    return ip.isV6() == isV6() && first.ip().compareTo(ip) <= 0 && ip.compareTo(last()) <= 0;
  }

  /** The last address. */
  public Ip last() {
    return first.isHost() ? first.ip().plus(count - 1) : IpRange.of(first).last();
  }

  /** As the config writes it. */
  @Override
  public String toString() {
    if (!first.isHost()) {
      return first.toString();
    }
    return count == 1 ? first.ip().toString() : first.ip() + "-" + last();
  }
}
