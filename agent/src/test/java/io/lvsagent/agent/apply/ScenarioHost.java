package io.lvsagent.agent.apply;

import io.lvsagent.agent.host.FakeHost;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.nft.NftEdit;
import io.lvsagent.iface.nft.Table;
import io.lvsagent.iface.nft.TableName;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.RtnetlinkRequest.AddAddress;
import io.lvsagent.iface.route.RtnetlinkRequest.AddRoute;
import io.lvsagent.iface.route.RtnetlinkRequest.ReplaceNeighbour;
import io.lvsagent.iface.route.RtnetlinkRequest.SetUp;
import io.lvsagent.iface.route.Scope;
import io.lvsagent.sysctl.SysctlKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A host as anybody may have left it. */
final class ScenarioHost {
  static final List<String> NAMES =
      List.of("arp_ignore", "arp_announce", "rp_filter", "send_redirects", "accept_redirects");
  private static final List<String> DEVICES = List.of("lo", "eth0", "eth1", "tunl0", "br0");
  private static final int NOARP = 0x80;
  private static final int STALE = 0x04;
  private static final int ROUTER = 0x80;
  private static final int STATIC = 4;
  static final String OUTSIDE = "192.168.1.1";
  static final String OUTSIDE6 = "2001:db8:c0::1";
  private static final String ANOTHER_MAC = "02:00:00:00:00:99";

  final FakeHost host;
  private final Random random;
  final List<String> devices = new ArrayList<>(DEVICES);

  ScenarioHost(Random random, Path root) {
    this.random = random;
    host = new FakeHost(root);
    modules();
    devices();
    sysctls();
    objects();
    ipv6();
  }

  private boolean oneOf(int n) {
    return random.nextInt(n) == 0;
  }

  private void modules() {
    if (oneOf(3)) {
      host.makeIpvsAModule();
    }
    for (String kind : List.of("ipip", "ip6tnl")) {
      if (oneOf(2)) {
        host.makeAModule(kind);
      }
    }
  }

  private void devices() {
    host.device("eth0", "", 0);
    host.device("eth1", "veth", 0);
    // else it is made where it is wanted
    if (oneOf(3)) {
      devices.remove("tunl0");
    } else {
      host.device("tunl0", "ipip", NOARP);
    }
    if (oneOf(3)) {
      host.device("ip6tnl0", "ip6tnl", NOARP);
    }
    host.device("br0", "bridge", 0);
    if (oneOf(2)) {
      host.device("port", "veth", 0);
      host.enslave("port", "br0");
    }
    for (String device : devices) {
      // the route of a director is refused where its device is down
      if (device.startsWith("eth") || !oneOf(4)) {
        host.say(new SetUp(device, true));
      }
    }
  }

  private void sysctls() {
    List<String> where = new ArrayList<>(devices);
    where.add(0, "default");
    where.add(0, "all");
    for (String device : where) {
      for (String name : NAMES) {
        if (oneOf(3)) {
          host.set(device, name, Integer.toString(random.nextInt(4)));
        }
      }
    }
    if (oneOf(3)) {
      host.forward(true);
    }
    if (oneOf(6)) {
      host.set("eth1", "forwarding", "1");
    }
  }

  private void objects() {
    add("eth0", "10.0.0.2", 24, "");
    if (oneOf(3)) {
      add("lo", "192.0.2.99", 32, "lo:0");
    }
    if (oneOf(6)) {
      add("lo", vip(0), 32, "lo:1");
    }
    if (oneOf(6)) {
      add("eth1", vip(1), 24, "");
    }
    if (oneOf(6)) {
      add("eth1", vip(2), 32, "eth1:0");
    }
    if (oneOf(2)) {
      host.say(new AddRoute(route("198.51.100.0/24", "eth0", "10.0.0.1")));
    }
    if (oneOf(2)) {
      host.say(new AddRoute(route("203.0.113.0/24", "eth1", "")));
    }
    if (oneOf(6)) {
      host.say(new AddRoute(route(vip(0) + "/32", "eth0", "")));
    }
    if (oneOf(6)) {
      host.say(new AddRoute(route(OUTSIDE + "/32", "eth1", "")));
    }
    for (String device : List.of("eth0", "eth1")) {
      for (int i = 0; i < 3; i++) {
        Ip ip = server(oneOf(3), i);
        switch (random.nextInt(4)) {
          case 0 -> host.say(new ReplaceNeighbour(neighbour(device, ip, "02:00:00:00:00:0" + i)));
          case 1 -> host.say(new ReplaceNeighbour(anothers(device, ip)));
          case 2 -> host.say(new ReplaceNeighbour(learnt(device, ip)));
          default -> {}
        }
      }
    }
  }

  private void ipv6() {
    if (oneOf(2)) {
      add("eth0", "2001:db8:1::2", 64, "");
      if (oneOf(2)) {
        host.say(new AddRoute(route("2001:db8:a::/64", "eth0", "2001:db8:1::1")));
      }
      if (oneOf(3)) {
        host.say(new AddRoute(route("::/0", "eth0", "2001:db8:1::9")));
      }
    }
    if (oneOf(6)) {
      add("lo", vip6(0), 128, "");
    }
    if (oneOf(6)) {
      add("eth1", vip6(1), 64, "");
    }
    if (oneOf(6)) {
      add("eth1", vip6(2), 128, "");
    }
    if (oneOf(3)) {
      host.say(new AddRoute(route("2001:db8:b::/64", "eth1", "")));
    }
    if (oneOf(6)) {
      host.say(new AddRoute(route(OUTSIDE6 + "/128", "eth1", "")));
    }
    if (oneOf(6)) {
      host.set(SysctlKey.IPV6_FORWARDING, "1");
    }
    for (String of : List.of("eth1", "lo", "default")) {
      if (oneOf(6)) {
        host.set(SysctlKey.ipv6(of, "forwarding"), "1");
      }
    }
    if (oneOf(6)) {
      host.say(new NftEdit.Create(table(oneOf(3) ? "lvs-agent-service0" : "anothers")));
    }
  }

  private static Table table(String name) {
    return new Table(new TableName("ip", name), List.of(), List.of());
  }

  void add(String device, String ip, int prefix, String label) {
    host.say(new AddAddress(new Address(device, Ip.parse(ip), prefix, Scope.GLOBAL, label, false)));
  }

  static Neighbour neighbour(String device, Ip ip, String mac) {
    return Neighbour.permanent(device, ip, mac);
  }

  private static Neighbour anothers(String device, Ip ip) {
    return Neighbour.permanent(device, ip, ANOTHER_MAC, ROUTER, STATIC);
  }

  private static Neighbour learnt(String device, Ip ip) {
    return new Neighbour(device, ip, ANOTHER_MAC, STALE, 0, 0);
  }

  private static Route route(String destination, String device, String gateway) {
    boolean v6 = destination.contains(":");
    return new Route(
        Route.TABLE_MAIN,
        IpPrefix.parse(destination),
        0,
        v6 ? 1024 : 0,
        Route.TYPE_UNICAST,
        v6 || !gateway.isEmpty() ? Scope.GLOBAL : Scope.LINK,
        3,
        device,
        gateway.isEmpty() ? Optional.empty() : Optional.of(Ip.parse(gateway)),
        Optional.empty());
  }

  static String vip(int n) {
    return "192.0.2." + (10 + n);
  }

  static String vip6(int n) {
    return "2001:db8::" + (10 + n);
  }

  /** The nth real server. */
  static Ip server(boolean v6, int n) {
    return Ip.parse((v6 ? "2001:db8:1::2" : "10.0.0.2") + n);
  }
}
