package io.lvsagent.agent.verify;

import io.lvsagent.agent.host.Kernel;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Lookup;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.profiles.model.Severity;
import io.lvsagent.sysctl.SysctlKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds VIPs for which the host answers its neighbours as a proxy or by anycast. The kernel does so
 * only while the device forwards, so that nothing more is read of other hosts.
 */
final class ProxyAnswers {
  /** A parameter that makes the host answer for thousands of VIPs is one fault. */
  private static final int MOST = 10;

  private static final String ENTRY =
      "%s has a proxy entry for the VIP: run ip neighbour del proxy %s";
  private static final String PARAMETER =
      "the host forwards, and %s is on for %s, so that it answers for the VIP: set it to 0 in"
          + " net/ipv4/conf/all and net/ipv4/conf/%s";
  private static final String ANYCAST =
      "while %s forwards, it answers for the first address of %s, as every router does: use another"
          + " address as the VIP";

  private final Kernel kernel;
  private final List<Link> links;

  ProxyAnswers(Kernel kernel, List<Link> links) {
    this.kernel = kernel;
    this.links = links;
  }

  /**
   * Returns the answers for VIPs that are local on a device without ARP. For IPv4 there are none:
   * the kernel is a proxy only for what it forwards (arp_process in arp.c).
   */
  List<Finding> whileLocal(Collection<IpPrefix> vips) {
    List<Finding> answers = new ArrayList<>();
    List<IpPrefix> sought = ofFamily(true, vips);
    for (String device : sought.isEmpty() ? List.<String>of() : forwarding(true)) {
      addIpv6(device, sought, answers);
    }
    return answers;
  }

  /** Returns the answers for VIPs that are not meant to be on this host. */
  List<Finding> whileStopped(Collection<IpPrefix> vips) {
    List<Finding> answers = whileLocal(vips);
    List<IpPrefix> sought = ofFamily(false, vips);
    for (String device : sought.isEmpty() ? List.<String>of() : forwarding(false)) {
      addIpv4(device, sought, answers);
    }
    return answers;
  }

  private static List<IpPrefix> ofFamily(boolean v6, Collection<IpPrefix> vips) {
    return vips.stream().filter(vip -> vip.ip().isV6() == v6).toList();
  }

  private List<String> forwarding(boolean v6) {
    List<String> forwarding = new ArrayList<>();
    for (Link link : links) {
      if (link.doesArp() && link.isUp() && is("1", key(v6, link.name(), "forwarding"))) {
        forwarding.add(link.name());
      }
    }
    return forwarding;
  }

  /** Follows ndisc_recv_ns in ndisc.c. */
  private void addIpv6(String device, List<IpPrefix> vips, List<Finding> answers) {
    if (isOn(true, device, "proxy_ndp")) {
      entries(device, vips).forEach((ip, entry) -> answers.add(byEntry(ip, device, entry)));
    }
    for (Address own : kernel.rtnetlink().addresses(true, device)) {
      Ip first = own.network().first();
      // the last prefix length for which the kernel joins (addrconf_join_anycast)
      if (own.prefix() < 127 && vips.stream().anyMatch(vip -> vip.contains(first))) {
        String where = new IpPrefix(first, own.prefix()).toString();
        String why = ANYCAST.formatted(device, where);
        answers.add(answer(first, device, why, Finding.Cause.PROXY));
      }
    }
  }

  /** Follows arp_process in arp.c. A device with a medium_id is left to whoever has set it. */
  private void addIpv4(String device, List<IpPrefix> vips, List<Finding> answers) {
    boolean always =
        isOn(false, device, "proxy_arp") && is("0", SysctlKey.ipv4(device, "medium_id"));
    boolean isolated = isOn(false, device, "proxy_arp_pvlan");
    Map<Ip, Neighbour> entries = entries(device, vips);
    List<Ip> sought = new ArrayList<>(entries.keySet());
    if (always || isolated) {
      List<Address> own = kernel.rtnetlink().addresses(false, device);
      vips.stream()
          .map(IpPrefix::ip)
          .filter(ip -> !entries.containsKey(ip) && isOnLink(ip, own))
          .limit(MOST)
          .forEach(sought::add);
    }
    for (Ip ip : sought) {
      Optional<Lookup> way = kernel.rtnetlink().lookup(ip, Optional.empty());
      Neighbour entry = entries.get(ip);
      if (way.isEmpty() || way.get().isLocal()) {
        continue;
      }
      boolean back = way.get().device().equals(device);
      if (!back && entry != null) {
        answers.add(byEntry(ip, device, entry));
      } else if (back ? isolated : always) {
        String parameter = back ? "proxy_arp_pvlan" : "proxy_arp";
        String why = PARAMETER.formatted(parameter, device, device);
        answers.add(answer(ip, device, why, Finding.Cause.PROXY));
      }
    }
  }

  /** A proxy for what is in another network does what it is for. */
  private static boolean isOnLink(Ip ip, List<Address> own) {
    return own.stream().anyMatch(at -> at.makesOnLink(ip));
  }

  /** Returns the proxy entries of a device for VIPs; an IPv4 entry may hold for all devices. */
  private Map<Ip, Neighbour> entries(String device, List<IpPrefix> vips) {
    Map<Ip, Neighbour> entries = new LinkedHashMap<>();
    for (Neighbour entry : kernel.rtnetlink().proxies(vips.get(0).ip().isV6())) {
      if ((entry.device().equals(device) || entry.device().isEmpty())
          && vips.stream().anyMatch(vip -> vip.contains(entry.ip()))) {
        entries.put(entry.ip(), entry);
      }
    }
    return entries;
  }

  private boolean isOn(boolean v6, String device, String parameter) {
    return is("1", key(v6, "all", parameter)) || is("1", key(v6, device, parameter));
  }

  private static SysctlKey key(boolean v6, String device, String parameter) {
    return v6 ? SysctlKey.ipv6(device, parameter) : SysctlKey.ipv4(device, parameter);
  }

  private boolean is(String value, SysctlKey key) {
    return kernel.sysctls().read(key).is(value);
  }

  private static Finding byEntry(Ip vip, String device, Neighbour entry) {
    String words = vip + (entry.device().isEmpty() ? "" : " dev " + device);
    return answer(vip, device, ENTRY.formatted(device, words), Finding.Cause.PROXY_ENTRY);
  }

  private static Finding answer(Ip vip, String device, String why, Finding.Cause cause) {
    String now = "answered for on " + device;
    return Finding.differing("vip", vip.toString(), "silent", now, Severity.LEAK, why)
        .because(cause);
  }
}
