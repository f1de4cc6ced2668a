package io.lvsagent.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsagent.agent.lab.Lab;
import io.lvsagent.agent.lab.Node;
import io.lvsagent.agent.lab.Seeds;
import io.lvsagent.agent.programs.NftProgram;
import io.lvsagent.iface.Ip;
import io.lvsagent.iface.IpPrefix;
import io.lvsagent.iface.ipvs.Ipvs;
import io.lvsagent.iface.netlink.Refusal;
import io.lvsagent.iface.nft.ArpFilter;
import io.lvsagent.iface.route.Address;
import io.lvsagent.iface.route.Link;
import io.lvsagent.iface.route.Lookup;
import io.lvsagent.iface.route.Neighbour;
import io.lvsagent.iface.route.Route;
import io.lvsagent.iface.route.Rtnetlink;
import io.lvsagent.iface.route.Rtnetlink.RouteFilter;
import io.lvsagent.iface.route.RtnetlinkRequest;
import io.lvsagent.iface.route.Scope;
import io.lvsagent.iface.wire.PacketSockets;
import io.lvsagent.sysctl.ProcSys;
import io.lvsagent.sysctl.Setting;
import io.lvsagent.sysctl.SysctlKey;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fake does what the kernel does: random steps are taken on both, and both are looked at. */
@Tag("kernel")
final class FakeHostTest {
  private static final int STEPS = 100;
  private static final String VIP = "192.0.2.1";
  private static final String VIP6 = "2001:db8::1";

  /** What the kernel does a little later than it answers, it has done by then. */
  private static final long PATIENCE = 60_000_000_000L;

  private static final List<String> DEVICES = List.of("lo", "eth0", "eth1");
  private static final List<String> PARAMETERS =
      List.of(
          "arp_ignore",
          "arp_announce",
          "rp_filter",
          "forwarding",
          "send_redirects",
          "accept_redirects");

  @RegisterExtension final Lab lab = new Lab();

  @TempDir Path folder;

  /** The two ways to change a host. */
  private record Step(Optional<RtnetlinkRequest> request, Optional<Setting> setting) {
    @Override
    public String toString() {
      return request.isPresent() ? request.get().toString() : setting.orElseThrow().toString();
    }
  }

  private static Step random(Random random) {
    String device = DEVICES.get(random.nextInt(3));
    boolean v6 = random.nextBoolean();
    return switch (random.nextInt(14)) {
      case 0, 1, 2 -> asks(new RtnetlinkRequest.AddAddress(address(random, v6, device)));
      case 3 -> asks(new RtnetlinkRequest.DeleteAddress(address(random, v6, device)));
      case 4 -> asks(new RtnetlinkRequest.ChangeAddress(address(random, true, device)));
      case 5, 6 -> asks(new RtnetlinkRequest.AddRoute(route(random, v6, device)));
      case 7 -> asks(new RtnetlinkRequest.DeleteRoute(route(random, v6, device)));
      case 8, 9 -> asks(new RtnetlinkRequest.SetUp(device, random.nextInt(4) > 0));
      case 10 -> asks(new RtnetlinkRequest.ReplaceNeighbour(neighbour(random, v6)));
      case 11 -> asks(new RtnetlinkRequest.DeleteNeighbour(neighbour(random, v6)));
      default -> new Step(Optional.empty(), Optional.of(setting(random, device)));
    };
  }

  private static Step asks(RtnetlinkRequest request) {
    return new Step(Optional.of(request), Optional.empty());
  }

  /** Some are hosts, some have a subnet of their own. */
  private static Address address(Random random, boolean v6, String device) {
    int n = random.nextInt(4);
    boolean host = n < 2;
    Ip ip =
        Ip.parse(host ? (v6 ? VIP6 : VIP) + n : v6 ? "2001:db8:" + n + "::1" : "10.0." + n + ".1");
    String label = v6 || random.nextBoolean() ? "" : device + ":" + n;
    int prefix = host ? ip.bits() : v6 ? 64 : 24;
    return new Address(device, ip, prefix, Scope.GLOBAL, label, v6 && random.nextBoolean());
  }

  /** To a VIP, or anywhere by a gateway in the subnet of an address. */
  private static Route route(Random random, boolean v6, String device) {
    if (random.nextInt(3) == 0) {
      String there = device.equals("lo") ? "eth0" : device;
      int net = 2 + random.nextInt(2);
      Ip gateway = Ip.parse(v6 ? "2001:db8:" + net + "::9" : "10.0." + net + ".9");
      IpPrefix to = IpPrefix.parse(v6 ? "2001:db8:99::/64" : "198.51.100.0/24");
      return route(
          Route.TABLE_MAIN, to, Route.TYPE_UNICAST, there, Optional.of(gateway), Optional.empty());
    }
    Ip ip = Ip.parse((v6 ? VIP6 : VIP) + random.nextInt(2));
    boolean local = random.nextInt(3) == 0;
    // IPv6 takes a route by lo that is not local for one that rejects
    String by = local ? "lo" : v6 && device.equals("lo") ? "eth1" : device;
    boolean sourced = !local && !v6 && random.nextBoolean();
    return route(
        local ? Route.TABLE_LOCAL : Route.TABLE_MAIN,
        IpPrefix.host(ip),
        local ? Route.TYPE_LOCAL : Route.TYPE_UNICAST,
        by,
        Optional.empty(),
        sourced ? Optional.of(ip) : Optional.empty());
  }

  private static Route route(
      int table, IpPrefix to, int type, String device, Optional<Ip> gateway, Optional<Ip> source) {
    boolean v6 = to.ip().isV6();
    Scope scope = type == Route.TYPE_LOCAL ? Scope.HOST : Scope.LINK;
    return new Route(
        table,
        to,
        0,
        v6 ? 1024 : 0,
        type,
        v6 || gateway.isPresent() ? Scope.GLOBAL : scope,
        Route.PROTOCOL_OURS,
        device,
        gateway,
        source);
  }

  private static Neighbour neighbour(Random random, boolean v6) {
    Ip ip = Ip.parse((v6 ? "2001:db8:2::2" : "10.0.2.2") + random.nextInt(2));
    String mac = "02:00:00:00:00:2" + random.nextInt(2);
    String device = random.nextBoolean() ? "eth0" : "eth1";
    return Neighbour.permanent(device, ip, mac, random.nextInt(2) * 0x80, random.nextInt(2) * 4);
  }

  private static Setting setting(Random random, String device) {
    List<String> where = List.of("all", "default", device);
    String of = where.get(random.nextInt(3));
    String bit = Integer.toString(random.nextInt(2));
    return switch (random.nextInt(6)) {
      case 0 -> new Setting(SysctlKey.IP_FORWARD, bit);
      case 1 -> new Setting(SysctlKey.ipv6(of, "forwarding"), bit);
      case 2 -> new Setting(SysctlKey.ipv6(of, "disable_ipv6"), random.nextInt(4) == 0 ? "1" : "0");
      // forwarding of all is another name of ip_forward, and of default or a device a write of its
      // own
      default -> {
        SysctlKey key = SysctlKey.ipv4(of, PARAMETERS.get(random.nextInt(3)));
        yield new Setting(key, Integer.toString(random.nextInt(4)));
      }
    };
  }

  private static String take(Kernel kernel, Step step) {
    if (step.setting().isPresent()) {
      kernel.sysctls().write(step.setting().get().key(), step.setting().get().value());
      return "done";
    }
    List<Refusal> refused = kernel.rtnetlink().apply(List.of(step.request().orElseThrow()));
    return refused.isEmpty() ? "done" : "errno " + refused.get(0).why().errno();
  }

  /** What both show, in one order. */
  private static List<String> shown(Kernel kernel) {
    TreeSet<String> shown = new TreeSet<>();
    Rtnetlink rtnetlink = kernel.rtnetlink();
    for (Link link : rtnetlink.links()) {
      shown.add("link " + link.name() + " " + link.isUp());
    }
    for (boolean v6 : new boolean[] {false, true}) {
      rtnetlink.addresses(v6, "").forEach(address -> shown.add("address " + address));
      for (String device : DEVICES) {
        for (Neighbour neighbour : rtnetlink.neighbours(v6, device)) {
          if (neighbour.isPermanent()) {
            shown.add("neighbour " + neighbour);
          }
        }
      }
      for (int table : new int[] {Route.TABLE_MAIN, Route.TABLE_LOCAL}) {
        for (Route route : rtnetlink.routes(new RouteFilter(v6, table, "", 0))) {
          if (route.type() == Route.TYPE_UNICAST || route.type() == Route.TYPE_LOCAL) {
            shown.add("route " + route);
          }
        }
      }
    }
    for (String ip :
        List.of(VIP + "0", VIP + "1", "10.0.2.1", "10.0.3.1", VIP6 + "0", VIP6 + "1")) {
      boolean local =
          rtnetlink.lookup(Ip.parse(ip), Optional.empty()).filter(Lookup::isLocal).isPresent();
      shown.add("lookup " + ip + " " + local);
    }
    for (String ip : List.of("198.51.100.7", "2001:db8:99::7")) {
      Optional<Lookup> way = rtnetlink.lookup(Ip.parse(ip), Optional.empty());
      shown.add("lookup " + ip + " " + way.flatMap(Lookup::gateway));
    }
    List<String> where = new ArrayList<>(DEVICES);
    where.addAll(List.of("all", "default"));
    for (String device : where) {
      for (String name : PARAMETERS) {
        SysctlKey key = SysctlKey.ipv4(device, name);
        shown.add(key + " " + kernel.sysctls().read(key));
      }
      for (String name : List.of("forwarding", "disable_ipv6")) {
        SysctlKey key = SysctlKey.ipv6(device, name);
        shown.add(key + " " + kernel.sysctls().read(key));
      }
    }
    shown.add("ip_forward " + kernel.sysctls().read(SysctlKey.IP_FORWARD));
    return List.copyOf(shown);
  }

  private static List<Long> seeds() {
    return Seeds.of(LongStream.range(0, 14));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void doesWhatTheKernelDoes(long seed) {
    Seeds.each(List.of(seed), this::takesStepsAsTheKernelDoes);
  }

  private void takesStepsAsTheKernelDoes(long seed) {
    FakeHost fake = new FakeHost(folder.resolve("sys"));
    fake.set("lo", "rp_filter", "0");
    fake.set("default", "rp_filter", "0");
    fake.device("eth0", "veth", 0);
    fake.device("eth1", "veth", 0);
    Node real = lab.keep(new Node("f"));
    for (String where : List.of("all", "lo", "default")) {
      real.conf(where, "rp_filter", 0);
    }
    real.sysctl("net/ipv6/conf/default/addr_gen_mode", 1);
    real.ip("link add eth0 type veth peer name far0 netns " + lab.peer().name());
    real.ip("link add eth1 type veth peer name far1 netns " + lab.peer().name());
    lab.peer().ip("link set far0 up", "link set far1 up");
    Random random = new Random(seed);
    for (int i = 0; i < STEPS; i++) {
      Step step = random(random);
      String byFake = take(fake.kernel(), step);
      List<String> fakeShows = shown(fake.kernel());
      real.call(
          () -> {
            try (Rtnetlink rtnetlink = Rtnetlink.open()) {
              Kernel kernel = real(rtnetlink);
              assertThat(byFake).as("step " + step).isEqualTo(take(kernel, step));
              List<String> realShows = settled(kernel, fakeShows);
              assertThat(less(realShows, fakeShows)).as("the kernel's after " + step).isEmpty();
              assertThat(less(fakeShows, realShows)).as("the fake's after " + step).isEmpty();
              return step;
            }
          });
    }
  }

  private static Kernel real(Rtnetlink rtnetlink) {
    return new Kernel(
        new ProcSys(new File("/proc/sys")),
        rtnetlink,
        Ipvs.open(),
        new NftProgram(line -> {}),
        () -> ArpFilter.NONE,
        new PacketSockets(),
        name -> {});
  }

  private static List<String> settled(Kernel kernel, List<String> fakeShows) {
    long end = System.nanoTime() + PATIENCE;
    List<String> shown = shown(kernel);
    while (!shown.equals(fakeShows) && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
      shown = shown(kernel);
    }
    return shown;
  }

  private static List<String> less(List<String> all, List<String> some) {
    return all.stream().filter(line -> !some.contains(line)).toList();
  }
}
