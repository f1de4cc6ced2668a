package io.lvsagent.agent.intent;

import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.SysctlItem;
import io.lvsagent.agent.ledger.HeldValue;
import io.lvsagent.agent.ledger.Ledger;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Link;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds who relies on a kernel parameter: for ARP parameters, the addresses that they keep quiet;
 * for forwarding, every device. The ledger remembers the bystanders that were present when we took
 * the key, so that later ones can be told apart.
 */
public final class Bystanders {
  static final IpPrefix LOOPBACK = IpPrefix.parse("127.0.0.0/8");

  private Bystanders() {}

  public static boolean isArp(Key key) {
    return key.kind() == Kind.SYSCTL
        && (key.name().endsWith("/arp_ignore") || key.name().endsWith("/arp_announce"));
  }

  private static boolean isForwarding(Key key) {
    return key.kind() == Kind.SYSCTL && SysctlKey.parse(key.name()).forwards();
  }

  /** Returns a note on everything that would notice if the key were restored, by its id. */
  static Map<String, Note> of(Key key, HostState state, Ledger ledger) {
    Map<String, Note> bystanders = new LinkedHashMap<>();
    if (isArp(key)) {
      for (AddressItem item : state.all(AddressItem.class)) {
        if (isQuiet(state, item.address()) && ledger.held(item.key()).isEmpty()) {
          String name = item.key().name();
          String reason = name + " was added later and is kept quiet by it";
          bystanders.put(name, new Note("address-came-later", reason));
        }
      }
    } else if (isForwarding(key)) {
      for (Link link : state.links()) {
        String reason = "device " + link.name() + " was added later and may forward";
        bystanders.put(id(link), new Note("device-came-later", reason));
      }
    }
    return bystanders;
  }

  /** Returns true for an IPv4 address on lo or on a device without ARP, except 127.0.0.0/8. */
  private static boolean isQuiet(HostState state, Address address) {
    if (address.ip().isV6() || LOOPBACK.contains(address.ip())) {
      return false;
    }
    Optional<Link> link = state.link(address.device());
    return link.isPresent() && (link.get().isLoopback() || link.get().isNoArp());
  }

  /** Returns {@link HeldValue#bystanders} for a key that is taken now. */
  public static List<String> ids(Key key, HostState before, Ledger ledger) {
    List<String> ids = new ArrayList<>(of(key, before, ledger).keySet());
    if (isDefault(key)) {
      before.links().forEach(link -> ids.add(id(link)));
    }
    return List.copyOf(ids);
  }

  /** Returns the same parameter of each device that was made after we took conf/default. */
  static List<Key> heirs(Key key, HeldValue held, List<Link> links) {
    List<Key> heirs = new ArrayList<>();
    if (!held.bystanders().isEmpty()) {
      for (Link link : links) {
        if (!held.bystanders().contains(id(link))) {
          heirs.add(SysctlItem.key(SysctlKey.parse(key.name()).on(link.name())));
        }
      }
    }
    return heirs;
  }

  /** Returns the keys of devices that may be restored together with a key of conf/default. */
  static List<Key> heirs(Set<Key> candidates, Ledger ledger, List<Link> links) {
    List<Key> heirs = new ArrayList<>();
    for (Key key : candidates) {
      if (isDefault(key)) {
        ledger.held(key).ifPresent(held -> heirs.addAll(heirs(key, held, links)));
      }
    }
    return heirs;
  }

  static boolean isDefault(Key key) {
    return key.kind() == Kind.SYSCTL && key.name().contains("/conf/default/");
  }

  private static String id(Link link) {
    return "#" + link.index();
  }
}
