package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.Change;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.agent.plan.Plan;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Lookup;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.route.Rtnetlink.RouteFilter;
import io.lvsagent.sysctl.SysctlKey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Protects hosts whose own address is on lo, because their uplinks have none. With arp_ignore 1 or
 * 2 a device answers for its own addresses alone, so that nobody would find such a host any more.
 */
final class UnnumberedUplinks {
  private static final Set<String> MUTING = Set.of("1", "2", "8");

  private UnnumberedUplinks() {}

  /** Throws ConflictException if the plan would silence the host's own address. */
  static void requireHeard(Rtnetlink kernel, Ledger ledger, Plan plan) {
    Set<String> muted = new HashSet<>();
    for (Change change : plan.acquire()) {
      if (change.key().kind() == Kind.SYSCTL && MUTING.contains(change.after().text())) {
        SysctlKey key = SysctlKey.parse(change.key().name());
        if (key.isIpv4() && key.name().equals("arp_ignore")) {
          muted.add(key.device().orElse("all"));
        }
      }
    }
    if (muted.isEmpty()) {
      return;
    }
    for (Link link : plan.before().links()) {
      boolean reached = muted.contains("all") || muted.contains(link.name());
      if (reached && link.doesArp() && link.isUp() && !isNumbered(link.name(), plan.before())) {
        ownAddress(kernel, link.name())
            .filter(ip -> isHidden(ip, ledger, plan.before()))
            .ifPresent(ip -> refuse(link.name(), ip));
      }
    }
  }

  private static boolean isNumbered(String device, HostState state) {
    return state.all(AddressItem.class).stream()
        .map(AddressItem::address)
        .anyMatch(own -> own.device().equals(device) && !own.ip().isV6());
  }

  /** Returns the address that the host sends from by a device. A gateway of IPv6 asks no ARP. */
  private static Optional<Ip> ownAddress(Rtnetlink kernel, String device) {
    for (Route route : kernel.routes(new RouteFilter(false, Route.TABLE_MAIN, device, 0))) {
      if (route.gateway().filter(Ip::isV6).isEmpty()) {
        Ip to = route.gateway().orElse(route.destination().ip());
        return kernel
            .lookup(to, Optional.empty())
            .filter(way -> way.device().equals(device))
            .flatMap(Lookup::source);
      }
    }
    return Optional.empty();
  }

  /** Returns true for an address on a device without ARP that is no VIP of ours. */
  private static boolean isHidden(Ip ip, Ledger ledger, HostState state) {
    List<AddressItem> holding =
        state.all(AddressItem.class).stream()
            .filter(item -> item.address().ip().equals(ip))
            .toList();
    return !holding.isEmpty()
        && holding.stream()
            .allMatch(
                item ->
                    ledger.entry(item.key()).needs().isEmpty() && !doesArp(item.address(), state));
  }

  private static boolean doesArp(Address address, HostState state) {
    return state.link(address.device()).filter(Link::doesArp).isPresent();
  }

  private static void refuse(String device, Ip own) {
    String text =
        "%s has no address, and arp_ignore 1 would keep it from answering for %s, the host's own"
            + " address: give %s an address, or use a profile of your own that extends this one"
            + " with vip: {scope: host} and arp_ignore 3";
    throw new ConflictException(text.formatted(device, own, device));
  }
}
