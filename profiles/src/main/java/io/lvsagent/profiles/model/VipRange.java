package io.lvsagent.profiles.model;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.profiles.yaml.Place;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of a service's VIPs: an address, a range of addresses or a whole prefix.
 *
 * @param first the first VIP; a whole prefix is a single VIP
 * @param count the number of VIPs
 * @param label the label of an IPv4 address, or empty
 */
public record VipRange(IpPrefix first, int count, String label, Place place) {
  public boolean isV6() {
    return first.ip().isV6();
  }

  /** Returns every VIP, each as a host prefix unless the entry is a whole prefix. */
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

  /** Returns the last address of the range or prefix. */
  public Ip last() {
    return first.isHost() ? first.ip().plus(count - 1) : IpRange.of(first).last();
  }

  /** Returns the entry as it is written in a config. */
  @Override
  public String toString() {
    if (!first.isHost()) {
      return first.toString();
    }
    return count == 1 ? first.ip().toString() : first.ip() + "-" + last();
  }
}
