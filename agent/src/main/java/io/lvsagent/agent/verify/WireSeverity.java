package io.lvsagent.agent.verify;

import io.lvsagent.agent.host.AddressItem;
import io.lvsagent.agent.host.HostState;
import io.lvsagent.agent.host.Kernel;
import io.lvsagent.agent.host.Key;
import io.lvsagent.agent.host.Kind;
import io.lvsagent.agent.host.PathItem;
import io.lvsagent.agent.host.SysctlItem;
import io.lvsagent.agent.host.Value;
import io.lvsagent.agent.plan.Expectation;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Lookup;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.route.Scope;
import io.lvsagent.profiles.model.Severity;
import io.lvsagent.sysctl.Combination;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Judges what a difference does on the wire, by the values that the kernel combines. */
final class WireSeverity {
  private final HostState observed;
  private final Rtnetlink rtnetlink;
  private final Kernel.ArpRules arpRules;
  private final List<Address> vips = new ArrayList<>();

  /** Takes from the expectations the VIPs that the host must keep quiet. */
  WireSeverity(HostState observed, Kernel kernel, Collection<Expectation> expectations) {
    this.observed = observed;
    rtnetlink = kernel.rtnetlink();
    arpRules = kernel.arpRules().once();
    for (Expectation expectation : expectations) {
      if (expectation.first() instanceof AddressItem item && !item.address().ip().isV6()) {
        vips.add(item.address());
      }
    }
  }

  /** Returns the combined value on the device of a key; empty if the kernel combines nothing. */
  Optional<Integer> combined(Key key) {
    if (key.kind() != Kind.SYSCTL || key.device().isEmpty()) {
      return Optional.empty();
    }
    return combined(SysctlKey.parse(key.name()), key.device().orElseThrow());
  }

  private Optional<Integer> combined(SysctlKey name, String device) {
    Combination rule = Combination.of(name);
    Optional<Integer> all = number(name.on("all"));
    Optional<Integer> own = number(name.on(device));
    if (rule == Combination.OWN || all.isEmpty() || own.isEmpty()) {
      return Optional.empty();
    }
    boolean forwarding = number(SysctlKey.ipv4(device, "forwarding")).orElse(0) != 0;
    return Optional.of(rule.combine(all.get(), own.get(), forwarding));
  }

  private Optional<Integer> number(SysctlKey name) {
    Key key = SysctlItem.key(name);
    return observed.knows(key) && observed.at(key) instanceof SysctlItem item
        ? item.number()
        : Optional.empty();
  }

  /** Returns the severity of an expectation that is not met. */
  Severity of(Key key, Expectation expectation) {
    if (isMerelyPreferred(observed.at(key), expectation)) {
      return Severity.COSMETIC;
    }
    boolean onTheWire = expectation.severity() == Severity.LEAK && key.kind() == Kind.SYSCTL;
    return onTheWire ? onTheWire(SysctlKey.parse(key.name())) : expectation.severity();
  }

  /**
   * Returns true for an IPv6 VIP that could become a source, and does not for any sample client.
   */
  private boolean isMerelyPreferred(Value now, Expectation expectation) {
    if (!(now instanceof AddressItem held) || !held.address().ip().isV6()) {
      return false;
    }
    Address vip = held.address();
    AddressItem quiet =
        new AddressItem(
            new Address(
                vip.device(), vip.ip(), vip.prefix(), vip.scope(), "", true, vip.expires()));
    if (vip.deprecated() || !expectation.accepts(quiet)) {
      return false;
    }
    List<Lookup.Packet> toClients = new ArrayList<>();
    for (PathItem path : observed.all(PathItem.class)) {
      if (path.client().isV6()) {
        toClients.add(new Lookup.Sent(path.client(), Optional.empty()));
      }
    }
    Optional<Ip> own = Optional.of(vip.ip());
    return !toClients.isEmpty()
        && rtnetlink.lookups(toClients).stream().noneMatch(way -> way.source().equals(own));
  }

  private Severity onTheWire(SysctlKey key) {
    String device = key.device().orElse("");
    List<Severity> effects = new ArrayList<>();
    for (Link link : observed.links()) {
      if (link.doesArp() && (device.equals("all") || device.equals(link.name()))) {
        Optional<Integer> combined = combined(key, link.name());
        effects.add(
            combined.isPresent()
                ? effect(key.name(), combined.get(), link.name())
                : Severity.BROKEN);
      }
    }
    return effects.isEmpty() ? Severity.BROKEN : Collections.min(effects);
  }

  private Severity effect(String name, int combined, String device) {
    return switch (Combination.consequence(name, combined)) {
      case LEAKS -> leaking(name, combined, device);
      case MUTES -> Severity.MUTE;
      case DROPS, SOUND -> Severity.BROKEN;
    };
  }

  /**
   * Two values leak for some VIPs only (ip-sysctl: arp_ignore 3, arp_announce 1), and none for a
   * VIP that the packet filter for ARP keeps quiet. If it drops the host's own requests, the host
   * finds nobody.
   */
  private Severity leaking(String name, int combined, String device) {
    Severity worst = vips.isEmpty() ? Severity.LEAK : Severity.COSMETIC;
    for (Address vip : vips) {
      Severity severity = Severity.COSMETIC;
      if (name.equals("arp_ignore")) {
        boolean told = combined != 3 || vip.scope() != Scope.HOST;
        severity = told && !isSilenced(device, vip.ip()) ? Severity.LEAK : severity;
      } else if (combined != 1 || inSubnetOf(device, vip.ip())) {
        severity =
            switch (arpRules.read().question(device, vip.ip()).fate()) {
              case PASSES -> Severity.LEAK;
              case DROPPED -> Severity.BROKEN;
              case DISGUISED -> Severity.COSMETIC;
            };
      }
      worst = Collections.min(List.of(worst, severity));
    }
    return worst;
  }

  private boolean isSilenced(String device, Ip vip) {
    return !arpRules.read().answer(device, vip).passes();
  }

  /** Returns the severity of a VIP of a stopped service: it leaks if any device answers for it. */
  Severity ofLeft(Ip vip, Optional<Address> held) {
    for (Link link : observed.links()) {
      if (link.doesArp() && link.isUp() && !vip.isV6() && answers(link.name(), vip, held)) {
        return Severity.LEAK;
      }
    }
    return Severity.BROKEN;
  }

  private boolean answers(String device, Ip vip, Optional<Address> held) {
    int ignored = combined(SysctlKey.ipv4(device, "arp_ignore"), device).orElse(0);
    boolean own = held.filter(address -> address.device().equals(device)).isPresent();
    boolean visible = held.filter(address -> address.scope() != Scope.HOST).isPresent();
    return Combination.answersArp(ignored, own, inSubnetOf(device, vip), visible)
        && !isSilenced(device, vip);
  }

  /** Returns the keys that {@link #ofLeft} needs. */
  static List<Key> keysOfLeft(List<Link> links) {
    List<Key> keys = new ArrayList<>(List.of(arpIgnore("all")));
    for (Link link : links) {
      if (link.doesArp()) {
        keys.add(arpIgnore(link.name()));
      }
    }
    return keys;
  }

  private static Key arpIgnore(String device) {
    return SysctlItem.key(SysctlKey.ipv4(device, "arp_ignore"));
  }

  private boolean inSubnetOf(String device, Ip vip) {
    for (AddressItem item : observed.all(AddressItem.class)) {
      Address rip = item.address();
      if (rip.device().equals(device) && rip.network().contains(vip)) {
        return true;
      }
    }
    return false;
  }
}
