package io.lvsagent.agent.host;

import io.lvsagent.agent.host.PathItem.Cause;
import io.lvsagent.agent.host.PathItem.Outcome;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.nft.ArpFilter;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Lookup;
import io.lvsagent.iface.route.RoutingPolicy;
import io.lvsagent.iface.route.RoutingPolicy.Decision;
import io.lvsagent.iface.route.Scope;
import io.lvsagent.sysctl.Combination;
import io.lvsagent.sysctl.Reading;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges paths by the kernel's answers. Only if a path fails is the reason looked for. */
final class PathOutcome {
  private final Kernel kernel;
  private final HostState state;
  private final Kernel.ArpRules arpRules;

  /** The devices that hold a VIP or an address of the host that a path needs. */
  private final Map<Ip, Set<String>> holders = new HashMap<>();

  /** Those of them whose scope is not host. */
  private final Set<Ip> visible = new HashSet<>();

  /** The devices that have an address. */
  private final Set<String> numbered = new HashSet<>();

  private final Set<Ip> vips = new HashSet<>();
  private final Set<Ip> sought = new HashSet<>();

  /** The addresses that make others on-link. */
  private final List<Address> subnets = new ArrayList<>();

  /**
   * @param state knows the devices and the IPv4 addresses
   */
  PathOutcome(Kernel kernel, HostState state, List<PathItem> paths, Collection<Lookup> chosen) {
    this.kernel = kernel;
    this.state = state;
    arpRules = kernel.arpRules().once();
    for (PathItem path : paths) {
      vips.add(path.vip());
      sought.add(path.client());
    }
    sought.addAll(vips);
    chosen.forEach(way -> way.source().ifPresent(sought::add));
    state.all(AddressItem.class).forEach(item -> add(item.address()));
    if (vips.stream().anyMatch(Ip::isV6)) {
      kernel.rtnetlink().addresses(true, "").forEach(this::add);
    }
  }

  private void add(Address address) {
    if (sought.contains(address.ip())) {
      holders.computeIfAbsent(address.ip(), ip -> new HashSet<>(2)).add(address.device());
      if (address.scope() != Scope.HOST) {
        visible.add(address.ip());
      }
    }
    numbered.add(address.device());
    if (address.prefix() < address.ip().bits()) {
      subnets.add(address);
    }
  }

  /**
   * Returns the path with its outcome.
   *
   * @param answer the way of the answer from the VIP
   * @param chosen the way to the client from the address that the kernel chooses
   */
  PathItem of(PathItem path, Lookup request, Lookup answer, Lookup chosen) {
    if (holders.containsKey(path.client())) {
      return path.ending(Outcome.ANSWERED, "");
    }
    Optional<String> deaf = deaf(path);
    if (deaf.isPresent()) {
      return path.ending(path.way().asked() ? Outcome.MUTE : Outcome.LOST, deaf.get());
    }
    Optional<String> unheard = unheard(path, chosen.source());
    if (unheard.isPresent()) {
      return path.ending(Outcome.MUTE, unheard.get());
    }
    if (!request.isLocal()) {
      return lost(path, request);
    }
    if (answer.errno() != 0 || answer.isLocal()) {
      return unanswered(path, answer);
    }
    Optional<Link> out = state.link(answer.device());
    boolean up = out.filter(Link::isUp).isPresent();
    boolean stays = isSilent(path.vip()) && holds(answer.device(), path.vip());
    if (!up || stays) {
      String why = "the answer would leave by " + answer.device();
      String reason = up ? ", the device of the VIP" : ", which is down";
      return path.ending(Outcome.RECEIVED, why + reason);
    }
    if (leaks(path.vip(), chosen)) {
      String why = " has no address of its own, so the host asks for others from the VIP";
      return path.ending(Outcome.LEAKED, chosen.device() + why, Optional.of(Cause.NO_ADDRESS));
    }
    return path.ending(Outcome.ANSWERED, "");
  }

  /** Returns true if neighbours learn from this host that it has the VIP. */
  private boolean leaks(Ip vip, Lookup chosen) {
    return !vip.isV6()
        && state.link(chosen.device()).filter(Link::doesArp).isPresent()
        && chosen.source().equals(Optional.of(vip))
        && isSilent(vip)
        && arpRules.read().question(chosen.device(), vip).passes();
  }

  /**
   * Returns why the device does not answer for the address that requests are sent to: that of a
   * director's VIP, or the host's own address, if it is on a device without ARP.
   */
  private Optional<String> unheard(PathItem path, Optional<Ip> own) {
    String device = path.device();
    if (state.link(device).filter(Link::doesArp).isEmpty()) {
      return Optional.empty();
    } else if (path.vip().isV6()) {
      String text =
          path.vip() + " is not on " + device + ", which answers for its own addresses only";
      return isUnsolicited(path) ? Optional.of(text) : Optional.empty();
    }
    SysctlKey key = SysctlKey.ipv4(device, "arp_ignore");
    Optional<Ip> hidden = numbered.contains(device) ? Optional.empty() : own.filter(this::isHidden);
    Optional<Ip> sought = path.way().asked() ? Optional.of(path.vip()) : hidden;
    if (sought.isEmpty()) {
      return Optional.empty();
    }
    Ip ip = sought.get();
    boolean inSubnet = isInOneSubnet(device, ip, path.client());
    boolean answers =
        Combination.answersArp(combined(key), holds(device, ip), inSubnet, visible.contains(ip));
    ArpFilter.Verdict filtered = arpRules.read().answer(device, ip);
    String cause = answers ? filtered.where() + ", hides the answer" : combination(key);
    String text = "%s does not answer ARP for %s, because %s".formatted(device, ip, cause);
    return answers && filtered.passes() ? Optional.empty() : Optional.of(text);
  }

  /**
   * Returns true for an IPv6 VIP that clients on the device's network look for in vain: neighbour
   * discovery finds addresses of the device alone (ndisc_recv_ns in ndisc.c).
   */
  private boolean isUnsolicited(PathItem path) {
    return path.way().asked()
        && holders.containsKey(path.vip())
        && !holds(path.device(), path.vip())
        && isInOneSubnet(path.device(), path.vip(), path.client());
  }

  /** Returns true for the host's own address if it is on a device without ARP, such as lo. */
  private boolean isHidden(Ip own) {
    return isSilent(own) && holders.containsKey(own) && !vips.contains(own);
  }

  private boolean isInOneSubnet(String device, Ip one, Ip other) {
    for (Address own : subnets) {
      if (own.device().equals(device) && own.makesOnLink(one) && own.makesOnLink(other)) {
        return true;
      }
    }
    return false;
  }

  /** Returns why nothing is heard on the device of a path, if so. */
  private Optional<String> deaf(PathItem path) {
    String device = path.device();
    Optional<Link> found = state.link(device);
    if (found.isEmpty()) {
      return Optional.of("there is no device " + device);
    }
    Link link = found.get();
    if (!link.isUp()) {
      return Optional.of(device + " is down");
    }
    if (!link.isRunning() && !link.isNoArp()) {
      return Optional.of(device + " has no carrier");
    }
    if (link.tunnel().refuses(path.vip().isV6())) {
      String text = "%s takes %s alone: run ip -6 tunnel change %s mode any";
      return Optional.of(text.formatted(device, path.vip().isV6() ? "IPv4" : "IPv6", device));
    }
    if (!path.way().onLink()) {
      return Optional.empty();
    }
    if (link.isNoArp()) {
      return Optional.of(device + " has arp off, so that nobody finds it");
    }
    SysctlKey disabled = SysctlKey.ipv6(device, "disable_ipv6");
    if (path.vip().isV6() && kernel.sysctls().read(disabled).is("1")) {
      return Optional.of("IPv6 is disabled on " + device);
    }
    return isInOneSubnet(device, path.client(), path.client())
        ? Optional.empty()
        : Optional.of(device + " has no address in the subnet of " + path.client() + " any more");
  }

  private boolean holds(String device, Ip vip) {
    return holders.getOrDefault(vip, Set.of()).contains(device);
  }

  /** Returns true for a VIP that no device with ARP holds, as on a real server. */
  private boolean isSilent(Ip vip) {
    return holders.getOrDefault(vip, Set.of()).stream()
        .noneMatch(device -> state.link(device).filter(Link::doesArp).isPresent());
  }

  /**
   * Returns a path whose request does not reach the VIP. Since Linux 6.13 the kernel answers
   * EHOSTUNREACH for every reason, so the reverse path filter is known by the request being local
   * without it.
   */
  private PathItem lost(PathItem path, Lookup request) {
    Ip client = path.client();
    Lookup.Sent back = path.sent(state, Optional.empty());
    Decision way = deciding(back);
    if (way.isLocal()) {
      return path.ending(Outcome.LOST, client + " is taken for an address of this host: " + way);
    }
    String device = Link.taker(state.links(), path.device(), kernel.rtnetlink()::isLocal);
    Decision by = deciding(new Lookup.Received(path.vip(), client, device, path.mark()));
    if (request.errno() != 0 && by.isLocal()) {
      boolean taken = !device.equals(path.device());
      String taker = taken ? device + " takes the packets of " + path.device() + ", and " : "";
      Cause cause = taken ? Cause.OTHER_TUNNEL : Cause.RP_FILTER;
      String why = taker + reversePathFilter(device, back);
      return path.ending(Outcome.LOST, why, Optional.of(cause));
    }
    String why =
        request.errno() == 0
            ? "the host sends it on, %s: %s".formatted(request, by)
            : "%s does not lead to this host: %s".formatted(path.vip(), by);
    Cause cause = diverting(by).orElse(Cause.NO_LOCAL_ROUTE);
    return path.ending(Outcome.LOST, why, Optional.of(cause));
  }

  private static Optional<Cause> diverting(Decision by) {
    if (by.drops()) {
      return Optional.of(Cause.DROPPING_ROUTE);
    }
    return by.isByAddedRule() ? Optional.of(Cause.RULE) : Optional.empty();
  }

  private String reversePathFilter(String device, Lookup.Sent back) {
    Lookup way = kernel.rtnetlink().lookups(List.of(back)).get(0);
    return "%s, and the way back to %s is %s"
        .formatted(
            combination(SysctlKey.ipv4(device, "rp_filter")),
            back.destination(),
            way.errno() == 0 ? way : "unknown");
  }

  /** Returns {@code rp_filter of eth0 is 1 (all 1, its own 0)}. */
  private String combination(SysctlKey key) {
    return "%s of %s is %d (all %d, its own %d)"
        .formatted(
            key.name(),
            key.device().orElseThrow(),
            combined(key),
            number(key.on("all")),
            number(key));
  }

  private int combined(SysctlKey key) {
    return Combination.of(key).combine(number(key.on("all")), number(key), false);
  }

  private int number(SysctlKey key) {
    return kernel.sysctls().read(key) instanceof Reading.Found found ? found.number().orElse(0) : 0;
  }

  private PathItem unanswered(PathItem path, Lookup answer) {
    Lookup.Packet packet = path.sent(state, Optional.of(path.vip()));
    Decision by = deciding(packet);
    String why =
        answer.isLocal()
            ? "the answer stays on this host: " + by
            : "there is no way back to %s: %s".formatted(path.client(), by);
    return path.ending(Outcome.RECEIVED, why, diverting(by));
  }

  private Decision deciding(Lookup.Packet packet) {
    return RoutingPolicy.of(kernel.rtnetlink(), packet.destination().isV6()).deciding(packet);
  }
}
