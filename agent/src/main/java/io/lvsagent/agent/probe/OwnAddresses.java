package io.lvsagent.agent.probe;

import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.route.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The addresses of this host that are not VIPs, from which it may ask. */
final class OwnAddresses {
  private final Rtnetlink kernel;
  private final Set<Ip> vips;
  private final List<Address> all = new ArrayList<>();

  OwnAddresses(Rtnetlink kernel, Set<Ip> vips) {
    this.kernel = kernel;
    this.vips = vips;
    all.addAll(kernel.addresses(false, ""));
    all.addAll(kernel.addresses(true, ""));
  }

  boolean isOn(String device, Ip ip) {
    return all.stream().anyMatch(own -> own.device().equals(device) && own.ip().equals(ip));
  }

  boolean isLocal(Ip ip) {
    return kernel.isLocal(ip);
  }

  boolean hasAny(String device) {
    return all.stream().anyMatch(own -> own.device().equals(device));
  }

  /** Returns true if an address of the device has a neighbour's in its network. */
  boolean isOnLink(String device, Ip neighbour) {
    return all.stream().anyMatch(own -> own.device().equals(device) && own.makesOnLink(neighbour));
  }

  /** Returns an address to ask a neighbour with, the best in its network. */
  Optional<Ip> toAsk(String device, Ip neighbour) {
    Optional<Ip> found = Optional.empty();
    for (Address own : all) {
      boolean fits = own.device().equals(device) && own.ip().isV6() == neighbour.isV6();
      if (fits && !vips.contains(own.ip())) {
        if (own.network().contains(neighbour)) {
          return Optional.of(own.ip());
        }
        found = found.isPresent() ? found : Optional.of(own.ip());
      }
    }
    return found;
  }

  /**
   * Returns an address that a packet may come from: the one that the kernel prefers unless it is a
   * VIP, else one of the device, else any.
   */
  Optional<Ip> source(boolean v6, String device, Optional<Ip> preferred) {
    if (preferred.isPresent() && isUsable(preferred.get(), v6)) {
      return preferred;
    }
    Optional<Ip> elsewhere = Optional.empty();
    for (Address own : all) {
      if (own.scope() == Scope.GLOBAL && isUsable(own.ip(), v6)) {
        if (own.device().equals(device)) {
          return Optional.of(own.ip());
        }
        elsewhere = elsewhere.isPresent() ? elsewhere : Optional.of(own.ip());
      }
    }
    return elsewhere;
  }

  private boolean isUsable(Ip ip, boolean v6) {
    return ip.isV6() == v6 && !vips.contains(ip);
  }
}
